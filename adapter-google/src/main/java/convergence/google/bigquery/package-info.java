/// The warehouse in BigQuery. Each job is inserted under an id that follows from the caller's, so that whoever
/// comes after a crash, a lost answer or a 409 finds the job rather than doing it again.
@Configuration
@Requires(property = "convergence.google.gcp-project-id")
@NullMarked
package convergence.google.bigquery;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
