/// Faults on request: what the service does on a bad day, made to happen in a test.
@NullMarked
package convergence.bigquery.fault;

import org.jspecify.annotations.NullMarked;
