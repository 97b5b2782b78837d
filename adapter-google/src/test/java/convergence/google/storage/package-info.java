@NullMarked
package convergence.google.storage;

import org.jspecify.annotations.NullMarked;
