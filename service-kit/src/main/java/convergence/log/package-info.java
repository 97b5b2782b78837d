/// How log lines look, and which ids they carry.
@NullMarked
package convergence.log;

import org.jspecify.annotations.NullMarked;
