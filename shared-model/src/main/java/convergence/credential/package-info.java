/// Tenants' credentials for their providers: sealed, shown as a hint, opened for one step.
@NullMarked
package convergence.credential;

import org.jspecify.annotations.NullMarked;
