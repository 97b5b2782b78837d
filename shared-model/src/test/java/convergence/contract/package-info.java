/// What every foundation must keep: suites of `final` tests that each adapter inherits.
@NullMarked
package convergence.contract;

import org.jspecify.annotations.NullMarked;
