/// The Google adapters against Google's own emulators.
@NullMarked
package convergence.google.kms;

import org.jspecify.annotations.NullMarked;
