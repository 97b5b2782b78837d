/// Documents and facts in one SQLite file: decided in memory, committed many at a time.
///
/// A transaction runs on its caller's thread against the decided state ([convergence.embedded.sqlite.Hot])
/// and is settled under one short lock, if nothing that it read has changed. What it wrote joins the open
/// [convergence.embedded.sqlite.Batch]; one thread ([convergence.embedded.sqlite.Disk]) writes batch after
/// batch, each with one wait for the disk, while the next one fills.
@Configuration
@Requires(property = "convergence.data-dir")
@NullMarked
package convergence.embedded.sqlite;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
