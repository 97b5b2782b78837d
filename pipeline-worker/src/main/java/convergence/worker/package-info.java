/// Executes runs: claims what the doorbell names, walks its steps in waves, tells the ledger what happened,
/// and ships the ledger's rows to the warehouse.
@NullMarked
package convergence.worker;

import org.jspecify.annotations.NullMarked;
