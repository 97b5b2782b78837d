/// Tests of the Storage API's own parts.
@NullMarked
package convergence.bigquery.storage;

import org.jspecify.annotations.NullMarked;
