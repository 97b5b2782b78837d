@NullMarked
package convergence.template;

import org.jspecify.annotations.NullMarked;
