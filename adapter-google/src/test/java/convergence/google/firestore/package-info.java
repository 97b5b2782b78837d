/// The Google adapters against Google's own emulators.
@NullMarked
package convergence.google.firestore;

import org.jspecify.annotations.NullMarked;
