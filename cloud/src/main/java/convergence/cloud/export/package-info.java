/// Moves what an embedded data folder holds into the Google foundation.
@NullMarked
package convergence.cloud.export;

import org.jspecify.annotations.NullMarked;
