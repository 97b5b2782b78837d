package convergence.gateway;

import convergence.directory.TenantDirectory;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.quota.QuotaDesk;
import convergence.run.RunLedger;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.util.List;

/// A tenant's profile and what it uses.
@Singleton
final class TenantReads {
  private final TenantDirectory directory;
  private final QuotaDesk desk;
  private final RunLedger ledger;

  TenantReads(TenantDirectory directory, QuotaDesk desk, RunLedger ledger) {
    this.directory = directory;
    this.desk = desk;
    this.ledger = ledger;
  }

  TenantDocument show(TenantId id) {
    return TenantDocument.of(directory.find(id).orElseThrow(() -> unknown(id)));
  }

  QuotaDocument quota(TenantId id) {
    var usage = desk.find(id).orElseThrow(() -> unknown(id));
    // Without a concurrent limit no slots are kept: the ledger knows what is open.
    List<String> holders =
        usage.limits().concurrent() != null
            ? usage.slots()
            : ledger.open(id).stream().map(run -> run.id().toString()).toList();
    return QuotaDocument.of(usage, holders);
  }

  private static RefusedException unknown(TenantId id) {
    return new RefusedException(
        new Refusal.NotFound("Tenant \"%s\" is not onboarded.".formatted(id)));
  }
}
