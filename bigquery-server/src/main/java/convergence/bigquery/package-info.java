/// BigQuery's REST API and Storage API over the embedded warehouse. Bodies are Google's published
/// model classes; what is served and what is refused by name stands in one table,
/// [convergence.bigquery.Surface].
@NullMarked
package convergence.bigquery;

import org.jspecify.annotations.NullMarked;
