/// GoogleSQL for DuckDB: the types, the session that exact answers need, the function table and the printer.
@NullMarked
package convergence.embedded.duckdb.sql;

import org.jspecify.annotations.NullMarked;
