package convergence.schedule;

import java.time.Instant;
import java.time.LocalDateTime;

/// One time at which a schedule fires.
///
/// @param at the real instant
/// @param local what the expression asked for, in the schedule's zone; in a gap a time that no clock showed
public record Fire(Instant at, LocalDateTime local, Kind kind) {
  /// How the local time lies on the real one.
  public enum Kind {
    /// Clocks showed it once.
    REGULAR,
    /// Clocks were put forward over it: it fires at the first instant after.
    GAP,
    /// Clocks showed it twice.
    OVERLAP
  }
}
