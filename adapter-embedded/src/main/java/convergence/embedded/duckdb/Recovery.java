package convergence.embedded.duckdb;

import java.time.Instant;

/// The warehouse lost what came after its last checkpoint: its log could not be replayed. Jobs whose effect
/// is gone are found by asking for their ids.
///
/// @param checkpoint when the file was last written: what came later is gone
/// @param setAside name of the file, in the data folder, that holds the log
public record Recovery(String setAside, Instant at, Instant checkpoint) {}
