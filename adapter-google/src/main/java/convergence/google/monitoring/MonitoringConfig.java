package convergence.google.monitoring;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// When meters leave the process.
///
/// @param metricsExportSeconds time between two writes (`METRICS_EXPORT_SECONDS`); zero: none
@ConfigurationProperties("convergence.google")
record MonitoringConfig(@Bindable(defaultValue = "15s") Duration metricsExportSeconds) {}
