@NullMarked
package convergence.mail;

import org.jspecify.annotations.NullMarked;
