/// A run's life: accepted by [convergence.run.RunIntake], told in the [convergence.run.RunLedger],
/// executed by a worker that holds its lease, put right by the [convergence.run.Sweeper].
@NullMarked
package convergence.run;

import org.jspecify.annotations.NullMarked;
