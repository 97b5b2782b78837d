/// What the server asks of the warehouse, in the server's words; one class translates to the
/// adapter's.
@NullMarked
package convergence.bigquery.sql;

import org.jspecify.annotations.NullMarked;
