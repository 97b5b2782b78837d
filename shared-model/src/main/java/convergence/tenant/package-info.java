/// Organisations: who they are, what they may, and the keys that they show.
@NullMarked
package convergence.tenant;

import org.jspecify.annotations.NullMarked;
