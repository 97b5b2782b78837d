package convergence.scheduler;

import convergence.directory.TenantDirectory;
import convergence.port.Background;
import convergence.quota.QuotaDesk;
import convergence.run.Sweeper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands in for Cloud Scheduler where one JVM is all there is: sweeps on a platform thread, so that no native
/// call of another thread can hold it up. Ticks may come twice or late; a sweep that finds nothing does nothing.
@Singleton
public final class Ticker implements Background {
  private static final long EVERY_SECONDS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final Sweeper sweeper;
  private final TenantDirectory directory;
  private final QuotaDesk desk;
  private final InstantSource clock;
  // Only the ticker's thread.
  private @Nullable LocalDate day;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("ticker").daemon().unstarted(task));

  public Ticker(Sweeper sweeper, TenantDirectory directory, QuotaDesk desk, InstantSource clock) {
    this.sweeper = sweeper;
    this.directory = directory;
    this.desk = desk;
    this.clock = clock;
  }

  @Override
  public void start() {
    var _ = thread.scheduleWithFixedDelay(this::tick, 1, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  public void stop() {
    thread.shutdownNow();
  }

  private void tick() {
    try {
      sweeper.sweep();
      beginDay();
    } catch (RuntimeException e) {
      // A tick that failed must not be the last one.
      LOG.error("the sweep failed; the next tick tries again", e);
    }
  }

  /// Today's row of each tenant stands in `tenant_usage_quotas` from midnight on, and after a start.
  private void beginDay() {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (today.equals(day)) return;
    desk.touch(directory.all());
    day = today;
  }
}
