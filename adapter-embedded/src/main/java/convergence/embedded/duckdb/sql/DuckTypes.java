package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.stream.Collectors;

/// GoogleSQL's types as DuckDB stores them. Every value of the one fits the other exactly.
public final class DuckTypes {
  private DuckTypes() {}

  /// @return the type of a table's column as it stands in `CREATE TABLE`
  public static String of(Column column) {
    String element =
        column.type() == SqlType.STRUCT ? struct(column.fields()) : scalar(column.type());
    return column.repeated() ? element + "[]" : element;
  }

  private static String struct(List<Column> fields) {
    return fields.stream()
        .map(field -> quote(field.name()) + " " + of(field))
        .collect(Collectors.joining(", ", "STRUCT(", ")"));
  }

  public static String scalar(SqlType type) {
    return switch (type) {
      case STRING -> "VARCHAR";
      case BYTES -> "BLOB";
      case INT64 -> "BIGINT";
      case FLOAT64 -> "DOUBLE";
      case NUMERIC -> "DECIMAL(38,9)";
      // Half of what BigQuery's holds: 20 digits before the point and 18 behind it; what does not
      // fit is refused.
      case BIGNUMERIC -> "DECIMAL(38,18)";
      case BOOL -> "BOOLEAN";
      case DATE -> "DATE";
      case DATETIME -> "TIMESTAMP";
      case TIME -> "TIME";
      case TIMESTAMP -> "TIMESTAMPTZ";
      case JSON -> "JSON";
      case INTERVAL -> "INTERVAL";
      // [Ranges] says how.
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> "VARCHAR";
      // [convergence.embedded.duckdb.geography.Wkt#hold] says how.
      case GEOGRAPHY -> "VARCHAR";
      case STRUCT -> throw new IllegalArgumentException("a STRUCT has fields");
    };
  }

  /// The refusal of a BIGNUMERIC that is not held whole.
  public static SqlFault tooWide() {
    return Unsupported.of("a BIGNUMERIC of more than 20 digits before or 18 behind the point");
  }

  /// @return the name in double quotes
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// @return the text as a DuckDB string literal
  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
