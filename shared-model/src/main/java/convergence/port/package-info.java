/// What leaves the process. Both foundations implement these interfaces and pass the same contract
/// suites (`convergence.contract`, in this module's test jar).
@NullMarked
package convergence.port;

import org.jspecify.annotations.NullMarked;
