package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.SqlError.Reason;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.SqlType;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Objects;

/// What stands behind `$` in a table's name: `20250131`, `2025013123`, `202501`, `2025`, or the
/// first number of a range.
///
/// @param condition true for the partition's rows
/// @param begin its first moment, in DuckDB's SQL
record PartitionName(String condition, String begin) {
  /// @throws SqlError the table has no such partitions
  static PartitionName of(StoredTable stored, String name) {
    var partitioning = stored.told().partitioning();
    if (partitioning == null)
      throw new SqlError(
          Reason.INVALID,
          "Cannot read partition information from a table that is not partitioned: $" + name);
    String column = quote(Objects.requireNonNullElse(partitioning.column(), Shapes.PARTITION_TIME));
    if (name.equals("__NULL__")) return new PartitionName(column + " IS NULL", "NULL");
    var unit = partitioning.unit();
    if (unit == null) return range(column, name, partitioning.interval());
    try {
      var begin = begin(name);
      var end =
          switch (unit) {
            case HOUR -> begin.plusHours(1);
            case DAY -> begin.plusDays(1);
            case MONTH -> begin.plusMonths(1);
            case YEAR -> begin.plusYears(1);
          };
      boolean fits =
          name.length()
              == switch (unit) {
                case HOUR -> 10;
                case DAY -> 8;
                case MONTH -> 6;
                case YEAR -> 4;
              };
      if (!fits) throw new DateTimeException(name);
      String type = type(stored, partitioning.column());
      String from = moment(begin, type);
      return new PartitionName(
          column + " >= " + from + " AND " + column + " < " + moment(end, type), from);
    } catch (DateTimeException | NumberFormatException _) {
      throw new SqlError(
          Reason.INVALID,
          "Invalid time partition ID \"" + name + "\": the table is partitioned by " + unit);
    }
  }

  private static PartitionName range(String column, String name, long interval) {
    try {
      long from = Long.parseLong(name);
      return new PartitionName(
          column + " >= " + from + " AND " + column + " < " + (from + interval), "NULL");
    } catch (NumberFormatException _) {
      throw new SqlError(Reason.INVALID, "Invalid range partition ID \"" + name + "\"");
    }
  }

  private static LocalDateTime begin(String name) {
    int year = Integer.parseInt(name.substring(0, 4));
    int month = name.length() >= 6 ? Integer.parseInt(name.substring(4, 6)) : 1;
    int day = name.length() >= 8 ? Integer.parseInt(name.substring(6, 8)) : 1;
    int hour = name.length() >= 10 ? Integer.parseInt(name.substring(8, 10)) : 0;
    return LocalDateTime.of(year, month, day, hour, 0);
  }

  private static String type(StoredTable stored, @org.jspecify.annotations.Nullable String column) {
    if (column == null) return DuckTypes.scalar(SqlType.TIMESTAMP);
    return SchemaRules.find(stored.schema().columns(), column)
        .map(found -> DuckTypes.scalar(found.type()))
        .orElse("DATE");
  }

  private static String moment(LocalDateTime at, String type) {
    String text = type.equals("DATE") ? at.toLocalDate().toString() : at + ":00";
    String zone = type.equals("TIMESTAMPTZ") ? "+00" : "";
    return "CAST(" + DuckTypes.literal(text + zone) + " AS " + type + ")";
  }
}
