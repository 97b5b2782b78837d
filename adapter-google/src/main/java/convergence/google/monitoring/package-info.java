/// The watched meters in Cloud Monitoring, where the autoscaler and the alerts read them.
@Configuration
@Requires(property = "convergence.google.gcp-project-id")
@NullMarked
package convergence.google.monitoring;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
