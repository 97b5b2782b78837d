package convergence.google.monitoring;

import io.micrometer.stackdriver.StackdriverConfig;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a time series of this process is called.
///
/// @param project where it is written
/// @param service of this process, the label `job`
/// @param process tells it from others of its service, the label `task_id`: two may not write one series
/// @param step time between two writes
record SeriesConfig(String project, String service, String process, Duration step)
    implements StackdriverConfig {
  static final String TYPES = "workload.googleapis.com/";

  @Override
  public @Nullable String get(String key) {
    return null;
  }

  @Override
  public String projectId() {
    return project;
  }

  @Override
  public String metricTypePrefix() {
    return TYPES;
  }

  @Override
  public String resourceType() {
    return "generic_task";
  }

  @Override
  public Map<String, String> resourceLabels() {
    return Map.of(
        "location", "global", "namespace", "convergence", "job", service, "task_id", process);
  }

  /// Counters are CUMULATIVE: an alert may ask how much one grew.
  @Override
  public boolean useSemanticMetricTypes() {
    return true;
  }
}
