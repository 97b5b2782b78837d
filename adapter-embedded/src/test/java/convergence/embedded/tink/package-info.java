@NullMarked
package convergence.embedded.tink;

import org.jspecify.annotations.NullMarked;
