/// Every tenant-facing route. A controller reads a request, asks one book or one class of this package, and
/// writes the answer; nothing is decided here that the books decide.
@Configuration
@Requires(property = "convergence.service", value = "api-gateway", defaultValue = "api-gateway")
@NullMarked
package convergence.gateway;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
