package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.literal;
import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.SchemaRules;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/// One UTC day of a column by which a table is partitioned.
record PartitionDay(Column column, String day) {
  /// @throws Fault.Permanent there is no such day
  PartitionDay {
    try {
      day = LocalDate.parse(day).toString();
    } catch (DateTimeException e) {
      throw new Fault.Permanent("sql_invalid", "the partition `" + day + "` is no day", e);
    }
  }

  /// @throws Fault.Permanent the rows have no such column, or it has no days
  static Column column(List<Column> columns, String field) {
    var found = SchemaRules.find(columns, field);
    if (found.isEmpty())
      throw new Fault.Permanent("sql_invalid", "the rows have no partition column `" + field + "`");
    return switch (found.get().type()) {
      case DATE, TIMESTAMP, DATETIME -> found.get();
      case STRING,
          BYTES,
          INT64,
          FLOAT64,
          NUMERIC,
          BIGNUMERIC,
          BOOL,
          TIME,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          throw new Fault.Permanent(
              "sql_invalid",
              "partition column `"
                  + field
                  + "` is "
                  + found.get().type()
                  + ", not DATE or TIMESTAMP");
    };
  }

  /// True for the rows of the day. A range rather than a function of the column, so that DuckDB skips what
  /// lies outside.
  String condition() {
    String type = DuckTypes.scalar(column.type());
    return "%1$s >= CAST(%2$s AS %3$s) AND %1$s < CAST(%4$s AS %3$s)"
        .formatted(
            quote(column.name()),
            literal(day),
            type,
            literal(LocalDate.parse(day).plusDays(1).toString()));
  }
}
