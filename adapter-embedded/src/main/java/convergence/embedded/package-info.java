/// The embedded foundation: one machine, one process, one data folder.
@NullMarked
package convergence.embedded;

import org.jspecify.annotations.NullMarked;
