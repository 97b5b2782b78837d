package convergence.warehouse;

/// What a finished job did.
///
/// @param rows written (for MERGE: inserted and updated)
/// @param bytes read, 0 where the warehouse does not tell
/// @param attached true: the job had been done before under this id and was not run again
public record JobResult(long rows, long bytes, boolean attached) {}
