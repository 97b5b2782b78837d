/// Secrets sealed under a keyset file.
@Configuration
@Requires(property = "convergence.data-dir")
@NullMarked
package convergence.embedded.tink;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
