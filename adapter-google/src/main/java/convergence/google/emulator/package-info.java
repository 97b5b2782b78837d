/// What this machine offers in place of Google's services where Google offers no emulator.
@NullMarked
package convergence.google.emulator;

import org.jspecify.annotations.NullMarked;
