package convergence.standalone;

import convergence.port.Pulse;
import convergence.worker.RunHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops the worker from taking new runs, before a planned stop. Runs in work go on, new ones are accepted and
/// wait in the ledger, reads are answered; `/health` says DEGRADED.
@Singleton
final class DrainSwitch implements Pulse {
  private static final Logger LOG = LoggerFactory.getLogger(DrainSwitch.class);
  private final RunHandler worker;
  private volatile boolean on;

  DrainSwitch(RunHandler worker) {
    this.worker = worker;
  }

  void set(boolean draining) {
    if (draining == on) return;
    on = draining;
    if (draining) worker.permits().shut();
    else worker.permits().open();
    LOG.info(draining ? "draining: no new run is taken" : "new runs are taken again");
  }

  boolean on() {
    return on;
  }

  int inWork() {
    return worker.permits().inUse();
  }

  @Override
  public String part() {
    return "draining";
  }

  @Override
  public State state() {
    return on ? State.DEGRADED : State.UP;
  }
}
