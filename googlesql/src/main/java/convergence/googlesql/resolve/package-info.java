/// From ZetaSQL's resolved tree to [convergence.googlesql.ir]. What a node says must be read here: used, or
/// refused when it is there.
@NullMarked
package convergence.googlesql.resolve;

import org.jspecify.annotations.NullMarked;
