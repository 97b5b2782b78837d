package convergence.quotas;

import convergence.port.MessageHandler;
import convergence.port.Permits;
import convergence.quota.QuotaDesk;
import convergence.run.RunFinished;
import convergence.run.RunQueue;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;

/// Answers the completion event of a run: the tenant's slots are compared with the ledger, and what waits for one
/// of them is started.
@Singleton
public final class CompletionHandler implements MessageHandler<RunFinished> {
  private final Reconciler reconciler;
  private final QuotaDesk desk;
  private final RunQueue queue;
  private final Permits permits = new Permits(4);

  public CompletionHandler(Reconciler reconciler, QuotaDesk desk, RunQueue queue) {
    this.reconciler = reconciler;
    this.desk = desk;
    this.queue = queue;
  }

  @Override
  public Class<RunFinished> type() {
    return RunFinished.class;
  }

  @Override
  public String topic() {
    return RunFinished.TOPIC;
  }

  @Override
  public Permits permits() {
    return permits;
  }

  @Override
  public Disposition handle(RunFinished event, Permits.Permit permit) {
    try (permit) {
      reconciler.reconcile(event.tenant());
      if (countsSlots(event.tenant())) queue.wake(event.tenant());
      return Disposition.DONE;
    }
  }

  /// Without a concurrent limit nobody waits for the end of another run; spares the look at the queue.
  private boolean countsSlots(TenantId tenant) {
    return desk.find(tenant).filter(usage -> usage.limits().concurrent() != null).isPresent();
  }
}
