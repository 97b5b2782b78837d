@NullMarked
package convergence.schedule;

import org.jspecify.annotations.NullMarked;
