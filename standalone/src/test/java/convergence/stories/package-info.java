/// Stories: the whole of Convergence, reached over TCP as its callers reach it, with real stores on disk.
@NullMarked
package convergence.stories;

import org.jspecify.annotations.NullMarked;
