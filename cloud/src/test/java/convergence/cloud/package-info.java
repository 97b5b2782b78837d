/// Stories of the whole system: each service a JVM of its own beside emulators.
@NullMarked
package convergence.cloud;

import org.jspecify.annotations.NullMarked;
