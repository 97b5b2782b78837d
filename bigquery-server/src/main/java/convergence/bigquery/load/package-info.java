/// Rows that come or go as a whole: files loaded and written, tables copied, streamed inserts.
@NullMarked
package convergence.bigquery.load;

import org.jspecify.annotations.NullMarked;
