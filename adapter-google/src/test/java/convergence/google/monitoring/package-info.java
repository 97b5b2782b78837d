/// The Google adapters against Google's own emulators.
@NullMarked
package convergence.google.monitoring;

import org.jspecify.annotations.NullMarked;
