/// Templates and plans in a bucket of Cloud Storage. Tenants' files are read by BigQuery itself.
@Configuration
@Requires(property = "convergence.google.gcp-project-id")
@NullMarked
package convergence.google.storage;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
