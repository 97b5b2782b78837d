/// Recorded exchanges with the real service, played against ours.
@NullMarked
package convergence.bigquery.wire;

import org.jspecify.annotations.NullMarked;
