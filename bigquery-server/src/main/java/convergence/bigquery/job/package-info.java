/// Jobs: their ids, states, queue and what stays of them. Knows nothing of SQL.
@NullMarked
package convergence.bigquery.job;

import org.jspecify.annotations.NullMarked;
