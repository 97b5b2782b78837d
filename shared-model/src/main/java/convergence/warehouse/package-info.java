/// The nouns of a warehouse (tables, schemas, jobs) and of GoogleSQL ([convergence.warehouse.Statements]).
/// They name nothing of BigQuery's or DuckDB's API.
@NullMarked
package convergence.warehouse;

import org.jspecify.annotations.NullMarked;
