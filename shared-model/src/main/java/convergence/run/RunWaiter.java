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
  private final RunQueue queue;

  public RunWaiter(RunLedger ledger, RunWatch watch, RunQueue queue) {
    this.ledger = ledger;
    this.watch = watch;
    this.queue = queue;
  }

  /// The run when it has ended, or as it stands after `patience`. One that waits in the queue is waited for as well.
  ///
  /// @return empty: unknown, still in the queue, or left out of it
  public Optional<Run> await(RunId id, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    var latch = watch.latch(id);
    try {
      while (true) {
        var run = ledger.find(id);
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        boolean open = run.map(r -> r.state().open()).orElseGet(() -> waits(id));
        if (!open || left <= 0) return ledger.show(id);
        var _ = latch.await(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS);
      }
    } finally {
      watch.leave(id, latch);
    }
  }

  private boolean waits(RunId id) {
    return queue
        .show(id)
        .map(entry -> entry.state() instanceof QueueState.Waiting || ledger.find(id).isPresent())
        .orElse(false);
  }
}
