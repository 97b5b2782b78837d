package convergence.gateway;

import convergence.directory.TenantDirectory;
import convergence.edge.Caller;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.quota.QuotaDesk;
import convergence.run.RunLedger;
import convergence.tenant.Tenant;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;

/// A tenant's profile and what it uses.
@Singleton
final class TenantReads {
  private final TenantDirectory directory;
  private final QuotaDesk desk;
  private final RunLedger ledger;
  private final InstantSource clock;

  TenantReads(TenantDirectory directory, QuotaDesk desk, RunLedger ledger, InstantSource clock) {
    this.directory = directory;
    this.desk = desk;
    this.ledger = ledger;
    this.clock = clock;
  }

  TenantDocument show(TenantId id) {
    return document(directory.find(id).orElseThrow(() -> unknown(id)));
  }

  TenantDocument change(TenantId id, Caller caller, UnaryOperator<Tenant> change) {
    return document(directory.change(id, caller.actor(), change));
  }

  /// @throws RefusedException NotFound
  void mustExist(TenantId id) {
    if (directory.find(id).isEmpty()) throw unknown(id);
  }

  private TenantDocument document(Tenant tenant) {
    return TenantDocument.of(tenant, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
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
