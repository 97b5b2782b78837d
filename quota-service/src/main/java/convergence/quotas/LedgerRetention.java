package convergence.quotas;

import convergence.port.Background;
import convergence.run.Retention;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Once an hour removes from the ledger what is older than it has to be, on both foundations. Doing it twice is doing it
/// once.
@Singleton
final class LedgerRetention implements Background {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerRetention.class);
  private final Retention retention;
  private final LedgerRetentionConfig config;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("retention").daemon().unstarted(task));

  LedgerRetention(Retention retention, LedgerRetentionConfig config, InstantSource clock) {
    this.retention = retention;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public void start() {
    var _ = thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.HOURS);
  }

  private void look() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("the ledger could not be tidied; it is tried again in an hour", e);
    }
  }

  /// One look at everything.
  void sweep() {
    var now = clock.instant();
    int replays = retention.forgetReplays(now);
    int plans = retention.forgetPlans(now);
    int runs = config.runs().isZero() ? 0 : retention.forgetRuns(now.minus(config.runs()));
    if (replays + plans + runs > 0)
      LOG.info("removed {} runs, {} replayed answers, {} plans", runs, replays, plans);
  }

  @PreDestroy
  void close() {
    thread.shutdownNow();
  }
}
