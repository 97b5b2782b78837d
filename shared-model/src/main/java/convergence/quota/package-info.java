/// What a tenant may use, and what it uses: limits, dated counters, and slots named by run.
@NullMarked
package convergence.quota;

import org.jspecify.annotations.NullMarked;
