@NullMarked
package convergence.embedded.sqlite;

import org.jspecify.annotations.NullMarked;
