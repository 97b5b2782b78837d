package convergence.quotas;

import convergence.port.MessageHandler;
import convergence.port.Permits;
import convergence.run.RunFinished;
import jakarta.inject.Singleton;

/// Answers the completion event of a run: the tenant's slots are compared with the ledger.
@Singleton
public final class CompletionHandler implements MessageHandler<RunFinished> {
  private final Reconciler reconciler;
  private final Permits permits = new Permits(4);

  public CompletionHandler(Reconciler reconciler) {
    this.reconciler = reconciler;
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
      return Disposition.DONE;
    }
  }
}
