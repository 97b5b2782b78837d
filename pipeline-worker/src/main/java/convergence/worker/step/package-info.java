/// What steps do, one file for each `ps_type`. A processor knows nothing of retries, leases or the ledger: it
/// does its work once, through the [convergence.worker.step.StepContext] that it gets.
@NullMarked
package convergence.worker.step;

import org.jspecify.annotations.NullMarked;
