/// Answers completion events: slots agree with the ledger, usage rows are up to date.
@NullMarked
package convergence.quotas;

import org.jspecify.annotations.NullMarked;
