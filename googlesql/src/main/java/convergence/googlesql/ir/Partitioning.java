package convergence.googlesql.ir;

import org.jspecify.annotations.Nullable;

/// How a table is cut into partitions.
///
/// @param column null: by the time of ingestion, which the pseudo-column `_PARTITIONTIME` shows
/// @param unit null: by ranges of an INT64 column
/// @param start, end, interval of the ranges; 0 otherwise
public record Partitioning(
    @Nullable String column, @Nullable Unit unit, long start, long end, long interval) {
  public enum Unit {
    HOUR,
    DAY,
    MONTH,
    YEAR
  }

  public static Partitioning by(@Nullable String column, Unit unit) {
    return new Partitioning(column, unit, 0, 0, 0);
  }
}
