/// Whom this process may call because a tenant asked it to.
@NullMarked
package convergence.outbound;

import org.jspecify.annotations.NullMarked;
