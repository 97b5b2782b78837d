/// The book of tenants and of the keys that they show.
@NullMarked
package convergence.directory;

import org.jspecify.annotations.NullMarked;
