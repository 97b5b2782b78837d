package convergence.run;

import java.util.Locale;

/// Why a slot of a schedule did not become a run.
public enum SkipReason {
  /// The config's run before is still open.
  PREVIOUS_RUN_OPEN,
  /// The tenant may not start runs.
  TENANT_NOT_ACTIVE,
  /// It waited until the config's next slot came.
  SUPERSEDED,
  /// It waited 24 hours.
  EXPIRED,
  /// Nobody was there at its time, and the schedule does not catch up on it.
  MISSED,
  /// The run was refused: its template or parameters cannot be used.
  REFUSED,
  /// Its schedule was deleted.
  SCHEDULE_DELETED,
  /// Somebody cancelled it while it waited.
  CANCELLED;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
