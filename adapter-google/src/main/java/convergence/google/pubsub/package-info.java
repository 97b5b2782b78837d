/// Messages over Pub/Sub: published within ten seconds or refused, pulled one by one against free permits, so that no
/// worker holds a backlog. At least once, in no order; what is given back too often goes to the dead letters.
@Configuration
@Requires(property = "convergence.google.gcp-project-id")
@NullMarked
package convergence.google.pubsub;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
