/// A resolved query without ZetaSQL's classes: sealed, small, complete. What stands here has been
/// understood; what has not been understood was refused before.
@NullMarked
package convergence.googlesql.ir;

import org.jspecify.annotations.NullMarked;
