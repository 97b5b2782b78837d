/// Who asked for a change, and what came of it.
@NullMarked
package convergence.audit;

import org.jspecify.annotations.NullMarked;
