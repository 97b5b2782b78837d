package convergence.embedded.duckdb.sql;

import convergence.warehouse.SqlType;

/// What DuckDB's driver gives as text, as BigQuery writes it.
public final class DuckTexts {
  private DuckTexts() {}

  /// @param duck `1 day 02:00:00`
  /// @return `0-0 1 2:0:0`
  public static String interval(String duck) {
    return Interval.ofDuckText(duck).canonical();
  }

  /// @param duck `[2024-01-01, infinity)`
  /// @return `[2024-01-01, UNBOUNDED)`
  public static String range(String duck) {
    return Ranges.shown(duck);
  }

  /// @param text `[2024-01-01, UNBOUNDED)`
  /// @return `[2024-01-01, infinity)`
  /// @throws IllegalArgumentException it is no such range
  public static String heldRange(SqlType type, String text) {
    try {
      return Ranges.held(type, text);
    } catch (QueryError e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
