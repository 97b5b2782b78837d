/// Datasets, tables, views and routines as REST resources: the warehouse knows what is in them, the
/// books here what else their owners said.
@NullMarked
package convergence.bigquery.catalog;

import org.jspecify.annotations.NullMarked;
