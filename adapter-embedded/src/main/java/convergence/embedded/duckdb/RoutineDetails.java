package convergence.embedded.duckdb;

import convergence.googlesql.ir.Routine;
import java.time.Instant;

/// A routine of a dataset.
///
/// @param name as it was written
public record RoutineDetails(String name, Routine routine, Instant created, Instant altered) {}
