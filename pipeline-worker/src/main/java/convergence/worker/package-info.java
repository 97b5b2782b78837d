/// Executes runs: claims what the doorbell names, walks its steps in waves, tells the ledger what happened,
/// and ships the ledger's rows to the warehouse.
@Configuration
@Requires(
    property = "convergence.service",
    value = "pipeline-worker",
    defaultValue = "pipeline-worker")
@NullMarked
package convergence.worker;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
