/// Secrets under keys of Cloud KMS: each has a data key of its own, which KMS wraps bound to tenant and purpose, so that
/// its audit log names whose secret was opened.
@Configuration
@Requires(property = "convergence.google.gcp-project-id")
@NullMarked
package convergence.google.kms;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
