package convergence.google.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.monitoring.v3.MetricServiceSettings;
import com.google.monitoring.v3.TimeSeries;
import convergence.port.WatchedMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What Cloud Monitoring gets over its wire.
final class CloudMetersTest {
  /// Longer than any test: what is written is written at the end.
  private static final SeriesConfig SERIES =
      new SeriesConfig("a-project", "quota-service", "process-1", Duration.ofDays(1));

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong openRuns = new AtomicLong();
  private MetricServer monitoring;

  @BeforeEach
  void open() throws IOException {
    monitoring = new MetricServer();
    Gauge.builder(WatchedMeters.OPEN_RUNS, openRuns, AtomicLong::get)
        .description("Open runs.")
        .register(meters);
    meters.gauge("convergence.queue.depth", openRuns);
  }

  @AfterEach
  void close() {
    monitoring.close();
  }

  @Test
  void the_autoscaler_reads_the_number_of_open_runs() throws InterruptedException {
    var cloud = meters(true);
    cloud.start();
    openRuns.set(130);
    cloud.close();

    var written = monitoring.next();
    assertThat(written.getName()).isEqualTo("projects/a-project");
    var series = written.getTimeSeriesList().getFirst();
    assertThat(written.getTimeSeriesList()).hasSize(1);
    assertThat(series.getMetric().getType())
        .isEqualTo("workload.googleapis.com/convergence_open_runs");
    assertThat(series.getMetric().getLabelsMap()).isEmpty();
    assertThat(series.getMetricKind()).isEqualTo(MetricKind.GAUGE);
    assertThat(series.getResource().getType()).isEqualTo("generic_task");
    assertThat(series.getResource().getLabelsMap())
        .isEqualTo(
            Map.of(
                "project_id", "a-project",
                "location", "global",
                "namespace", "convergence",
                "job", "quota-service",
                "task_id", "process-1"));
    assertThat(value(series)).isEqualTo(130);
  }

  @Test
  void a_counter_arrives_with_its_labels_whenever_it_was_made() throws InterruptedException {
    meters
        .counter(WatchedMeters.RUNS_ENDED, "status", "COMPLETED", "trigger", "manual")
        .increment();
    var cloud = meters(true);
    cloud.start();
    meters.counter(WatchedMeters.RUNS_ENDED, "status", "FAILED", "trigger", "manual").increment(3);
    cloud.close();

    var ended =
        monitoring.next().getTimeSeriesList().stream()
            .filter(each -> each.getMetric().getType().endsWith("/convergence_runs_ended"))
            .toList();
    assertThat(ended)
        .allSatisfy(each -> assertThat(each.getMetricKind()).isEqualTo(MetricKind.CUMULATIVE));
    assertThat(
            ended.stream()
                .collect(
                    Collectors.toMap(
                        each -> each.getMetric().getLabelsOrThrow("status"),
                        CloudMetersTest::value)))
        .isEqualTo(Map.of("COMPLETED", 1.0, "FAILED", 3.0));
    assertThat(monitoring.descriptors())
        .extracting(descriptor -> descriptor.getType())
        .containsExactlyInAnyOrder(
            SeriesConfig.TYPES + "convergence_open_runs",
            SeriesConfig.TYPES + "convergence_runs_ended");
  }

  @Test
  void beside_emulators_nothing_is_written() {
    var cloud = meters(false);
    cloud.start();
    cloud.close();
    assertThat(monitoring.left()).isZero();
    assertThat(monitoring.descriptors()).isEmpty();
  }

  private static double value(TimeSeries series) {
    return series.getPoints(0).getValue().getDoubleValue();
  }

  private CloudMeters meters(boolean wanted) {
    return new CloudMeters(meters, SERIES, wanted, () -> CloudMeters.bounded(settings()));
  }

  private MetricServiceSettings.Builder settings() {
    return MetricServiceSettings.newBuilder()
        .setCredentialsProvider(NoCredentialsProvider.create())
        .setTransportChannelProvider(
            MetricServiceSettings.defaultGrpcTransportProviderBuilder()
                .setEndpoint(monitoring.address())
                .setChannelConfigurator(channel -> channel.usePlaintext())
                .build());
  }
}
