/// The in-process message bus.
@Configuration
@Requires(property = "convergence.data-dir")
@NullMarked
package convergence.embedded.queue;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
