/// The Google adapters against Google's own emulators.
@NullMarked
package convergence.google.pubsub;

import org.jspecify.annotations.NullMarked;
