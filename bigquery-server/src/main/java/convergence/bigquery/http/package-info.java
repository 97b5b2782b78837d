/// The HTTP edge: requests in, Google's model classes out, errors in BigQuery's shape. Knows
/// nothing of tables.
@NullMarked
package convergence.bigquery.http;

import org.jspecify.annotations.NullMarked;
