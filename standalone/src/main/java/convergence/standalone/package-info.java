/// Every service and the embedded adapters in one JVM, and the command line.
@NullMarked
package convergence.standalone;

import org.jspecify.annotations.NullMarked;
