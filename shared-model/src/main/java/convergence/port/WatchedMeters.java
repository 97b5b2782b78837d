package convergence.port;

import java.util.List;

/// Names of the meters that a cloud's monitoring is told of: what scales the workers, and what calls a person. All
/// others are read at `/prometheus` alone. Terraform's alerts and autoscaler name these and no others.
public final class WatchedMeters {
  /// Gauge: runs that the ledger holds open. Each has a worker's permit or wants one.
  public static final String OPEN_RUNS = "convergence.open.runs";

  /// Counter: slots that had to be repaired.
  public static final String QUOTA_DRIFT = "convergence.quota.drift";

  /// Counter with `status` and `trigger`: runs that ended in this process.
  public static final String RUNS_ENDED = "convergence.runs.ended";

  public static final List<String> ALL = List.of(OPEN_RUNS, QUOTA_DRIFT, RUNS_ENDED);

  private WatchedMeters() {}
}
