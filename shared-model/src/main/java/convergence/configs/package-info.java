/// What people write for the system: templates, suites and plans, wherever they lie.
@NullMarked
package convergence.configs;

import org.jspecify.annotations.NullMarked;
