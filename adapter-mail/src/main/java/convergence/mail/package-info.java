/// Sends notices: by SMTP, or into an outbox folder where no mail server is named.
@Configuration
@Requires(
    property = "convergence.service",
    value = "pipeline-worker",
    defaultValue = "pipeline-worker")
@NullMarked
package convergence.mail;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
