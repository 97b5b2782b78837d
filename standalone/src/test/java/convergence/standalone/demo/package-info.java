@NullMarked
package convergence.standalone.demo;

import org.jspecify.annotations.NullMarked;
