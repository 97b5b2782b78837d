/// The edge's rules without a server.
@NullMarked
package convergence.edge;

import org.jspecify.annotations.NullMarked;
