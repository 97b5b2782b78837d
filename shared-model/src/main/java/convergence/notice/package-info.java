/// What tenants may want to hear of, written down by the transaction in which it happened.
@NullMarked
package convergence.notice;

import org.jspecify.annotations.NullMarked;
