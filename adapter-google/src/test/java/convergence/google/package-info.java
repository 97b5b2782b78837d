/// The Google adapters against Google's own emulators.
@NullMarked
package convergence.google;

import org.jspecify.annotations.NullMarked;
