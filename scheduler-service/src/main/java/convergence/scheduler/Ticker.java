package convergence.scheduler;

import convergence.port.Background;
import convergence.run.Sweeper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands in for Cloud Scheduler where one JVM is all there is: sweeps on a platform thread, so that no native
/// call of another thread can hold it up. Ticks may come twice or late; a sweep that finds nothing does nothing.
@Singleton
public final class Ticker implements Background {
  private static final long EVERY_SECONDS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final Sweeper sweeper;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("ticker").daemon().unstarted(task));

  public Ticker(Sweeper sweeper) {
    this.sweeper = sweeper;
  }

  @Override
  public void start() {
    var _ =
        thread.scheduleWithFixedDelay(this::tick, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  public void stop() {
    thread.shutdownNow();
  }

  private void tick() {
    try {
      sweeper.sweep();
    } catch (RuntimeException e) {
      // A tick that failed must not be the last one.
      LOG.error("the sweep failed; the next tick tries again", e);
    }
  }
}
