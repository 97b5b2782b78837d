package convergence.worker;

import convergence.run.LostLease;
import convergence.run.RunLedger;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Beats for all runs of this worker, from one platform thread, so that no busy carrier thread can delay it:
/// renews leases, stops what is over its time, and looks whether somebody wants a run to stop.
@Singleton
final class Heart implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heart.class);

  /// A run shorter than this never costs a look at the ledger.
  private static final Duration YOUNG = Duration.ofSeconds(1);

  private final LiveRuns runs;
  private final RunLedger ledger;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  Heart(LiveRuns runs, RunLedger ledger, InstantSource clock) {
    this.runs = runs;
    this.ledger = ledger;
    this.clock = clock;
  }

  void start() {
    Thread.ofPlatform().daemon().name("heart").start(this::beat);
  }

  private void beat() {
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) tick();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One look at every run.
  void tick() {
    Instant now = clock.instant();
    for (var live : runs.all()) {
      try {
        live.tick(now);
        if (live.olderThan(YOUNG, now)) ledger.find(live.id()).ifPresent(live::seen);
      } catch (LostLease e) {
        live.giveUp();
      } catch (RuntimeException e) {
        // The lease lasts for three beats; the next tick tries again.
        LOG.warn("no heartbeat for run {}", live.id(), e);
      }
    }
  }

  @PreDestroy
  @Override
  public void close() {
    closed.countDown();
  }
}
