/// Stories of the worker: real ledger, store, bus and engine; the warehouse keeps its effects in memory.
@NullMarked
package convergence.worker;

import org.jspecify.annotations.NullMarked;
