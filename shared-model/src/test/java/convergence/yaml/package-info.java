@NullMarked
package convergence.yaml;

import org.jspecify.annotations.NullMarked;
