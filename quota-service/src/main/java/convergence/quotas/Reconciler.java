package convergence.quotas;

import convergence.quota.QuotaDesk;
import convergence.run.RunId;
import convergence.run.RunLedger;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares slots with the ledger and repairs what bugs left: a slot whose run has ended is given back. The
/// transaction that ends a run gives its slot back, so there must be nothing to repair; [#repaired] says so.
@Singleton
public final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private final QuotaDesk desk;
  private final RunLedger ledger;
  private final AtomicLong repaired = new AtomicLong();

  public Reconciler(QuotaDesk desk, RunLedger ledger) {
    this.desk = desk;
    this.ledger = ledger;
  }

  /// Gives back the slots of runs that have ended or never were.
  public void reconcile(TenantId tenant) {
    List<String> slots = desk.find(tenant).map(usage -> usage.slots()).orElse(List.of());
    for (var slot : slots) {
      if (!ended(slot)) continue;
      desk.change(tenant, usage -> usage.release(slot));
      repaired.incrementAndGet();
      LOG.warn("tenant {}: the ended run {} still held a slot; it was given back", tenant, slot);
    }
  }

  /// How many slots had to be repaired since the start; anything but 0 is a bug.
  public long repaired() {
    return repaired.get();
  }

  private boolean ended(String slot) {
    // A run is written in the transaction that takes its slot, so an unknown one cannot be on its
    // way.
    return RunId.parse(slot)
        .flatMap(ledger::find)
        .map(run -> !run.state().open())
        .or(() -> Optional.of(Boolean.TRUE))
        .orElseThrow();
  }
}
