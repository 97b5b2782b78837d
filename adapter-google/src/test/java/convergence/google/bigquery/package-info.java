/// The warehouse through Google's own client, against our BigQuery server.
@NullMarked
package convergence.google.bigquery;

import org.jspecify.annotations.NullMarked;
