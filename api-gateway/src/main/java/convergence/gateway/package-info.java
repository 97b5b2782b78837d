/// Every tenant-facing route. A controller reads a request, asks one book or one class of this package, and
/// writes the answer; nothing is decided here that the books decide.
@NullMarked
package convergence.gateway;

import org.jspecify.annotations.NullMarked;
