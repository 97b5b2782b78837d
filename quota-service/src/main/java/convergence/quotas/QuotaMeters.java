package convergence.quotas;

import convergence.port.Background;
import convergence.port.WatchedMeters;
import convergence.quota.QuotaDesk;
import convergence.run.OpenRuns;
import convergence.tenant.TenantId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// What waits, what runs, who holds slots. Asked when somebody reads the meters.
@Singleton
final class QuotaMeters implements Background {
  private static final List<String> OPEN = List.of("PENDING", "QUEUED", "RUNNING");
  private final OpenRuns runs;
  private final QuotaDesk desk;
  private final Reconciler reconciler;
  private final MeterRegistry meters;
  private final InstantSource clock;

  QuotaMeters(
      OpenRuns runs,
      QuotaDesk desk,
      Reconciler reconciler,
      MeterRegistry meters,
      InstantSource clock) {
    this.runs = runs;
    this.desk = desk;
    this.reconciler = reconciler;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public void start() {
    for (var status : OPEN)
      Gauge.builder("convergence.runs.open", runs, r -> r.count().of(status))
          .tag("status", status)
          .description("Open runs by status.")
          .register(meters);
    Gauge.builder(WatchedMeters.OPEN_RUNS, runs, OpenRuns::held)
        .description("Runs that the ledger holds open: each has a worker's permit or wants one.")
        .register(meters);
    Gauge.builder("convergence.queue.depth", runs, r -> r.count().waiting())
        .description("Runs that wait for a worker or a slot.")
        .register(meters);
    Gauge.builder("convergence.queue.age", this, QuotaMeters::age)
        .baseUnit("seconds")
        .description("How long the oldest accepted run has waited for a worker.")
        .register(meters);
    Gauge.builder("convergence.slots.held", this, QuotaMeters::slots)
        .description("Slots of tenants' quotas that runs hold.")
        .register(meters);
    FunctionCounter.builder(WatchedMeters.QUOTA_DRIFT, reconciler, Reconciler::repaired)
        .description("Slots that had to be repaired; anything but 0 is a bug.")
        .register(meters);
  }

  private double age() {
    var oldest = runs.count().oldest();
    return oldest == null
        ? 0
        : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0);
  }

  private double slots() {
    return runs.count().tenants().stream()
        .flatMap(tenant -> desk.find(new TenantId(tenant)).stream())
        .mapToInt(usage -> usage.slots().size())
        .sum();
  }
}
