/// The Google adapters against Google's own emulators.
@NullMarked
package convergence.google.tracing;

import org.jspecify.annotations.NullMarked;
