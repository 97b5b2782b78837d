/// Answers completion events: slots agree with the ledger, usage rows are up to date.
@Configuration
@Requires(property = "convergence.service", value = "quota-service", defaultValue = "quota-service")
@NullMarked
package convergence.quotas;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
