/// Values in the forms in which they travel: REST cells, JSON rows, text. The values themselves are
/// those of [convergence.warehouse.Rows].
@NullMarked
package convergence.bigquery.rows;

import org.jspecify.annotations.NullMarked;
