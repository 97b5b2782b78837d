/// The warehouse on DuckDB: one file for all tenants, each job one transaction together with its effect row.
///
/// Reading order: [DuckDbWarehouse] is the port, [Jobs] runs an id at most once, [TableWriter] knows the
/// write modes, [Catalog] what a table is in GoogleSQL's words, [Lanes] on which threads native code runs.
@Configuration
@Requires(property = "convergence.data-dir")
@NullMarked
package convergence.embedded.duckdb;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
