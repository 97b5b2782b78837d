/// Query jobs: from a request to SQL that runs, and from what it did to statistics and pages of
/// rows.
@NullMarked
package convergence.bigquery.query;

import org.jspecify.annotations.NullMarked;
