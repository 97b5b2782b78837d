@NullMarked
package convergence.embedded.duckdb;

import org.jspecify.annotations.NullMarked;
