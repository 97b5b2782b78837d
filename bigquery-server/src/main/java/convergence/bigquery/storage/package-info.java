/// The Storage API: rows appended and read over gRPC, by the stubs and messages that Google
/// publishes.
@NullMarked
package convergence.bigquery.storage;

import org.jspecify.annotations.NullMarked;
