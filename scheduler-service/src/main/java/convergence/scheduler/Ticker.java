package convergence.scheduler;

import convergence.directory.TenantDirectory;
import convergence.port.Background;
import convergence.quota.QuotaDesk;
import io.micronaut.context.annotation.Requires;
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

/// Stands in for Cloud Scheduler where one JVM is all there is, on platform threads, so that no native call of
/// another thread can hold it up. Ticks may come twice or late; one that finds nothing does nothing.
@Singleton
@Requires(property = "convergence.scheduler.ticker", value = "true", defaultValue = "true")
public final class Ticker implements Background {
  private static final long SWEEP_SECONDS = 10;
  private static final long TICK_SECONDS = 2;
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final Rounds rounds;
  private final TenantDirectory directory;
  private final QuotaDesk desk;
  private final InstantSource clock;
  // Only the sweep's task, which never runs twice at once.
  private @Nullable LocalDate day;
  // A long tick must not hold up the sweep.
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2, task -> Thread.ofPlatform().name("ticker").daemon().unstarted(task));

  public Ticker(Rounds rounds, TenantDirectory directory, QuotaDesk desk, InstantSource clock) {
    this.rounds = rounds;
    this.directory = directory;
    this.desk = desk;
    this.clock = clock;
  }

  @Override
  public void start() {
    every(SWEEP_SECONDS, this::sweep);
    every(TICK_SECONDS, this::tick);
  }

  @PreDestroy
  public void stop() {
    threads.shutdownNow();
  }

  private void every(long seconds, Runnable task) {
    var _ =
        threads.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                // A tick that failed must not be the last one.
                if (!threads.isShutdown()) LOG.error("a tick failed; the next one tries again", e);
              }
            },
            1,
            seconds,
            TimeUnit.SECONDS);
  }

  private void sweep() {
    var _ = rounds.cleanup();
    beginDay();
  }

  private void tick() {
    var _ = rounds.trigger();
    var _ = rounds.processQueue();
  }

  /// Today's row of each tenant stands in `tenant_usage_quotas` from midnight on, and after a start.
  private void beginDay() {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (today.equals(day)) return;
    var _ = rounds.resetDailyQuotas();
    desk.touch(directory.all());
    day = today;
  }
}
