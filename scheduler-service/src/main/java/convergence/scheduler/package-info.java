/// Ticks: what must happen again and again, whoever asks for it.
@Configuration
@Requires(
    property = "convergence.service",
    value = "scheduler-service",
    defaultValue = "scheduler-service")
@NullMarked
package convergence.scheduler;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
