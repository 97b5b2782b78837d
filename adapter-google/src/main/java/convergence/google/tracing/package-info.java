/// Traces, where OTEL_EXPORTER_OTLP_ENDPOINT names a collector.
@Configuration
@Requires(property = "convergence.google.gcp-project-id")
@Requires(property = "convergence.tracing.endpoint")
@NullMarked
package convergence.google.tracing;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
