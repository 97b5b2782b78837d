package convergence.google.monitoring;

import com.google.cloud.monitoring.v3.MetricServiceSettings;
import convergence.google.GoogleConfig;
import convergence.port.Background;
import convergence.port.Ids;
import convergence.port.WatchedMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.stackdriver.StackdriverMeterRegistry;
import io.micronaut.context.annotation.Property;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Writes the [WatchedMeters] of this process to Cloud Monitoring, under the names that they have at `/prometheus`. What
/// is not watched stays here: each series costs.
@Singleton
final class CloudMeters implements Background, AutoCloseable {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(3);

  /// Nobody's farewell waits longer for the last write.
  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  private final MeterRegistry meters;
  private final SeriesConfig series;
  private final boolean wanted;
  private final Callable<MetricServiceSettings> client;
  // Set by start, which is called once, before anybody closes.
  private @Nullable StackdriverMeterRegistry cloud;

  @Inject
  CloudMeters(
      MeterRegistry meters,
      GoogleConfig google,
      MonitoringConfig config,
      Ids ids,
      @Property(name = "convergence.service") String service) {
    this(
        meters,
        new SeriesConfig(
            google.gcpProjectId(), service, ids.uuid().toString(), config.metricsExportSeconds()),
        !google.emulated() && config.metricsExportSeconds().isPositive(),
        () -> bounded(MetricServiceSettings.newBuilder()));
  }

  CloudMeters(
      MeterRegistry meters,
      SeriesConfig series,
      boolean wanted,
      Callable<MetricServiceSettings> client) {
    this.meters = meters;
    this.series = series;
    this.wanted = wanted;
    this.client = client;
  }

  /// A write that takes longer is given up; the next has newer numbers.
  static MetricServiceSettings bounded(MetricServiceSettings.Builder settings) throws IOException {
    return settings
        .applyToAllUnaryMethods(
            call -> {
              call.setSimpleTimeoutNoRetriesDuration(LONGEST_CALL);
              return null;
            })
        .build();
  }

  @Override
  public void start() {
    if (!wanted) return;
    var opened = StackdriverMeterRegistry.builder(series).metricServiceSettings(client).build();
    opened.config().namingConvention(NamingConvention.snakeCase);
    cloud = opened;
    meters.config().onMeterAdded(meter -> mirror(meter, opened));
    meters.forEachMeter(meter -> mirror(meter, opened));
  }

  private static void mirror(Meter meter, MeterRegistry to) {
    if (!WatchedMeters.ALL.contains(meter.getId().getName())) return;
    switch (meter) {
      case Gauge gauge -> {
        var _ =
            Gauge.builder(meter.getId().getName(), gauge, Gauge::value)
                .tags(meter.getId().getTags())
                .description(meter.getId().getDescription())
                .strongReference(true)
                .register(to);
      }
      case Counter counter -> count(counter, Counter::count, to);
      case FunctionCounter counter -> count(counter, FunctionCounter::count, to);
      default -> throw new IllegalStateException("neither gauge nor counter: " + meter.getId());
    }
  }

  private static <M extends Meter> void count(
      M counter, ToDoubleFunction<M> value, MeterRegistry to) {
    var _ =
        FunctionCounter.builder(counter.getId().getName(), counter, value)
            .tags(counter.getId().getTags())
            .description(counter.getId().getDescription())
            .register(to);
  }

  /// Writes once more.
  @PreDestroy
  @Override
  public void close() {
    var open = cloud;
    if (open == null) return;
    try {
      boolean _ =
          Thread.ofPlatform().daemon().name("last-meters").start(open::close).join(LAST_WRITE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
