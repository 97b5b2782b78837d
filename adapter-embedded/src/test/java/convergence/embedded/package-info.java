@NullMarked
package convergence.embedded;

import org.jspecify.annotations.NullMarked;
