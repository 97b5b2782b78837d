/// Each service as a process of its own on the Google adapters, and the commands that operate them.
@NullMarked
package convergence.cloud;

import org.jspecify.annotations.NullMarked;
