@NullMarked
package convergence.outbound;

import org.jspecify.annotations.NullMarked;
