package convergence.notification;

import convergence.directory.ApiKeyBook;
import convergence.directory.TenantDirectory;
import convergence.port.Background;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every minute for what time alone brings about: keys that are about to expire, subscriptions that have ended,
/// a delivery log that is old. Doing it twice is doing it once.
@Singleton
@Requires(
    property = "convergence.service",
    value = "scheduler-service",
    defaultValue = "scheduler-service")
public final class Reminders implements Background {
  private static final long EVERY_SECONDS = 60;
  private static final Logger LOG = LoggerFactory.getLogger(Reminders.class);

  private final ApiKeyBook keys;
  private final TenantDirectory directory;
  private final DeliveryBook deliveries;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("reminders").daemon().unstarted(task));

  public Reminders(ApiKeyBook keys, TenantDirectory directory, DeliveryBook deliveries) {
    this.keys = keys;
    this.directory = directory;
    this.deliveries = deliveries;
  }

  @Override
  public void start() {
    var _ = thread.scheduleWithFixedDelay(this::look, 2, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  public void stop() {
    thread.shutdownNow();
  }

  private void look() {
    try {
      keys.warnExpiring();
      directory.tellExpired();
      deliveries.prune();
    } catch (RuntimeException e) {
      LOG.error("reminders failed; the next look tries again", e);
    }
  }
}
