package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTexts;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
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

  /// The same rows so that [#row] can read them: the driver has the DATETIMEs of arrays and structs pass through the
  /// calendar of the JVM's zone, where hours and days are missing; as text they stay what they are.
  static String readable(String sql, List<Column> columns) {
    if (columns.stream().noneMatch(Values::hidesDatetime)) return sql;
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = "v" + i;
      var column = columns.get(i);
      names.add(name);
      values.add(
          hidesDatetime(column)
              ? "CAST(" + name + " AS " + DuckTypes.of(textual(column)) + ")"
              : name);
    }
    return "SELECT "
        + String.join(", ", values)
        + " FROM ("
        + sql
        + ") AS r("
        + String.join(", ", names)
        + ")";
  }

  private static boolean hidesDatetime(Column column) {
    return (column.repeated() && column.type() == SqlType.DATETIME)
        || column.fields().stream().anyMatch(Values::holdsDatetime);
  }

  private static boolean holdsDatetime(Column field) {
    return field.type() == SqlType.DATETIME
        || field.fields().stream().anyMatch(Values::holdsDatetime);
  }

  private static Column textual(Column column) {
    return new Column(
        column.name(),
        column.type() == SqlType.DATETIME ? SqlType.STRING : column.type(),
        column.repeated(),
        false,
        column.fields().stream().map(Values::textual).toList(),
        "");
  }

  /// @param rows of a statement that [#readable] wrote
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
      case DATETIME -> LocalDateTime.parse(((String) given).replace(' ', 'T'));
      case BYTES -> ((Blob) given).getBytes(1, Math.toIntExact(((Blob) given).length()));
      case INT64 -> ((Number) given).longValue();
      case FLOAT64 -> ((Number) given).doubleValue();
      case BOOL -> (Boolean) given;
      case DATE -> (LocalDate) given;
      case TIME -> (LocalTime) given;
      case INTERVAL -> DuckTexts.interval(given.toString());
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> DuckTexts.range(given.toString());
      case GEOGRAPHY -> DuckTexts.geography(given.toString());
      case STRING, JSON -> given.toString();
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
