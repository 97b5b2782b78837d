package convergence.run;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Waits for a run's end (`?wait=`).
@Singleton
public final class RunWaiter {
  /// How often the ledger is asked about a run that another process may end.
  private static final long LOOK_MILLIS = 500;

  private final RunLedger ledger;
  private final RunWatch watch;

  public RunWaiter(RunLedger ledger, RunWatch watch) {
    this.ledger = ledger;
    this.watch = watch;
  }

  /// The run when it has ended, or as it stands after `patience`; empty: unknown.
  public Optional<Run> await(RunId id, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    var latch = watch.latch(id);
    try {
      while (true) {
        var run = ledger.find(id);
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (run.isEmpty() || !run.get().state().open() || left <= 0) return ledger.show(id);
        var _ = latch.await(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS);
      }
    } finally {
      watch.leave(id, latch);
    }
  }
}
