@NullMarked
package convergence.scheduler;

import org.jspecify.annotations.NullMarked;
