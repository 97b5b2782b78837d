/// Documents and facts in Firestore: reads by key, then one atomic batch with preconditions. Firestore's own
/// transactions lock what they read and give up under contention; a batch holds no lock.
@Configuration
@Requires(property = "convergence.google.gcp-project-id")
@NullMarked
package convergence.google.firestore;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
