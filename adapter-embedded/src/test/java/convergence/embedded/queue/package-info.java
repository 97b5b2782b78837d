@NullMarked
package convergence.embedded.queue;

import org.jspecify.annotations.NullMarked;
