/// Ticks: what must happen again and again, whoever asks for it.
@NullMarked
package convergence.scheduler;

import org.jspecify.annotations.NullMarked;
