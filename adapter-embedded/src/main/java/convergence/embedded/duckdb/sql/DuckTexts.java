package convergence.embedded.duckdb.sql;

/// What DuckDB's driver gives as text, as BigQuery writes it.
public final class DuckTexts {
  private DuckTexts() {}

  /// @param duck `1 day 02:00:00`
  /// @return `0-0 1 2:0:0`
  public static String interval(String duck) {
    return Interval.ofDuckText(duck).canonical();
  }
}
