package convergence.standalone;

import convergence.embedded.duckdb.DuckDbWarehouse;
import convergence.port.Background;
import convergence.run.Retention;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Once an hour removes what the warehouse need not remember any more.
@Singleton
final class Housekeeping implements Background {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private final Retention retention;
  private final DuckDbWarehouse warehouse;
  private final RetentionConfig config;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  Housekeeping(
      Retention retention, DuckDbWarehouse warehouse, RetentionConfig config, InstantSource clock) {
    this.retention = retention;
    this.warehouse = warehouse;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public void start() {
    Thread.ofPlatform().daemon().name("housekeeping").start(this::keep);
  }

  private void keep() {
    try {
      while (!closed.await(1, TimeUnit.HOURS)) {
        try {
          sweep();
        } catch (RuntimeException e) {
          LOG.warn("the housekeeping failed; it tries again in an hour", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One look at everything.
  void sweep() {
    if (config.effects().isZero()) return;
    long effects = forgetEffects(clock.instant().minus(config.effects()));
    if (effects > 0) LOG.info("removed {} effects", effects);
  }

  private long forgetEffects(Instant before) {
    return warehouse.forgetEffects(before, retention.jobsOfOpenRuns(before));
  }

  @PreDestroy
  void close() {
    closed.countDown();
  }
}
