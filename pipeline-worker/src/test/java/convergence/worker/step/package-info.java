/// Tests of the step processors.
@NullMarked
package convergence.worker.step;

import org.jspecify.annotations.NullMarked;
