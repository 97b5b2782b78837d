@NullMarked
package convergence.bigquery;

import org.jspecify.annotations.NullMarked;
