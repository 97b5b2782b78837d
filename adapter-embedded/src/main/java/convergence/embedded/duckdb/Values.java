package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTexts;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the driver gives → the values that [convergence.warehouse.Rows] promises.
final class Values {
  private Values() {}

  static List<@Nullable Object> row(ResultSet rows, List<Column> columns) throws SQLException {
    var row = new ArrayList<@Nullable Object>(columns.size());
    for (int i = 0; i < columns.size(); i++) row.add(top(rows, i + 1, columns.get(i)));
    return row;
  }

  /// The driver turns a DATETIME into a `Timestamp` of the JVM's zone unless it is asked for better.
  private static @Nullable Object top(ResultSet rows, int index, Column column)
      throws SQLException {
    if (column.type() == SqlType.DATETIME && !column.repeated())
      return rows.getObject(index, LocalDateTime.class);
    return value(rows.getObject(index), column);
  }

  private static @Nullable Object value(@Nullable Object given, Column column) throws SQLException {
    if (given == null) return null;
    if (!column.repeated()) return one(given, column);
    var list = new ArrayList<@Nullable Object>();
    for (Object element : (Object[]) ((Array) given).getArray())
      list.add(element == null ? null : one(element, column));
    return list;
  }

  private static Object one(Object given, Column column) throws SQLException {
    return switch (column.type()) {
      case STRUCT -> struct((Struct) given, column);
      case NUMERIC, BIGNUMERIC -> plain((BigDecimal) given);
      case TIMESTAMP -> ((OffsetDateTime) given).toInstant();
      case DATETIME ->
          given instanceof Timestamp local ? local.toLocalDateTime() : (LocalDateTime) given;
      case BYTES -> ((Blob) given).getBytes(1, Math.toIntExact(((Blob) given).length()));
      case INT64 -> ((Number) given).longValue();
      case FLOAT64 -> ((Number) given).doubleValue();
      case BOOL -> (Boolean) given;
      case DATE -> (LocalDate) given;
      case TIME -> (LocalTime) given;
      case INTERVAL -> DuckTexts.interval(given.toString());
      case STRING, JSON, GEOGRAPHY -> given.toString();
    };
  }

  private static Object struct(Struct given, Column column) throws SQLException {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    Object[] values = given.getAttributes();
    for (int i = 0; i < values.length; i++) {
      var field = column.fields().get(i);
      fields.put(field.name(), value(values[i], field));
    }
    return fields;
  }

  /// As BigQuery shows it: no zeros at the end, no exponent.
  private static BigDecimal plain(BigDecimal given) {
    var stripped = given.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
