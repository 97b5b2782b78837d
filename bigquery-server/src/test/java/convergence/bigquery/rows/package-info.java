/// Results as they are kept.
@NullMarked
package convergence.bigquery.rows;

import org.jspecify.annotations.NullMarked;
