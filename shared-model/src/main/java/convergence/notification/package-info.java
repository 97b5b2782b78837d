/// Who is told of what, and how: each tenant's channels, and the log of what was sent.
@NullMarked
package convergence.notification;

import org.jspecify.annotations.NullMarked;
