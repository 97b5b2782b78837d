/// The gateway's routes over real TCP, on books of the house and hand-written ports.
@NullMarked
package convergence.gateway;

import org.jspecify.annotations.NullMarked;
