package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTexts;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// A cell on its way in. Scalars are appended as they are; arrays and structs as JSON whose leaves
/// are texts, which the SELECT from the stage turns into values.
final class StageCell {
  private StageCell() {}

  private static boolean nested(Column column) {
    return column.repeated() || column.type() == SqlType.STRUCT;
  }

  /// Appended as text, which the SELECT casts.
  private static boolean isCast(Column column) {
    return column.type() == SqlType.JSON || column.type() == SqlType.INTERVAL;
  }

  /// @return the type of the stage's column
  static String type(Column column) {
    return nested(column) || isCast(column) ? "VARCHAR" : DuckTypes.of(column);
  }

  /// @param name of the stage's column
  static String value(Column column, String name) {
    if (!nested(column))
      return isCast(column) ? "CAST(" + name + " AS " + DuckTypes.of(column) + ")" : name;
    return "CAST(from_json(%s, %s) AS %s)"
        .formatted(name, DuckTypes.literal(Json.write(shape(column))), DuckTypes.of(column));
  }

  private static Object shape(Column column) {
    Object one = "VARCHAR";
    if (column.type() == SqlType.STRUCT) {
      var fields = new LinkedHashMap<String, Object>();
      for (var field : column.fields()) fields.put(field.name(), shape(field));
      one = fields;
    }
    return column.repeated() ? List.of(one) : one;
  }

  static void append(DuckDBAppender out, Column column, @Nullable Object value)
      throws SQLException {
    if (value == null) out.appendNull();
    else if (nested(column)) out.append(Json.write(present(column, value)));
    else one(out, column, value);
  }

  private static void one(DuckDBAppender out, Column column, Object value) throws SQLException {
    switch (column.type()) {
      case STRING, JSON -> out.append(value.toString());
      case INTERVAL -> out.append(DuckTexts.heldInterval(value.toString()));
      case GEOGRAPHY -> out.append(DuckTexts.heldGeography(value.toString()));
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP ->
          out.append(DuckTexts.heldRange(column.type(), value.toString()));
      case BYTES -> out.append((byte[]) value);
      case INT64 -> out.append(((Long) value).longValue());
      case FLOAT64 -> out.append(((Double) value).doubleValue());
      case NUMERIC -> out.append(((BigDecimal) value).setScale(9, RoundingMode.HALF_UP));
      case BIGNUMERIC -> out.append(bignumeric((BigDecimal) value));
      case BOOL -> out.append(((Boolean) value).booleanValue());
      case DATE -> out.append((LocalDate) value);
      case DATETIME -> out.append((LocalDateTime) value);
      case TIME -> out.append((LocalTime) value);
      case TIMESTAMP -> out.append(((Instant) value).atOffset(ZoneOffset.UTC));
      case STRUCT -> throw new IllegalArgumentException("nested");
    }
  }

  /// All digits of it, or none.
  private static BigDecimal bignumeric(BigDecimal value) {
    var digits = value.stripTrailingZeros();
    if (digits.scale() > 18 || digits.precision() - digits.scale() > 20) throw DuckTypes.tooWide();
    return digits.setScale(18);
  }

  private static @Nullable Object texts(Column column, @Nullable Object value) {
    return value == null ? null : present(column, value);
  }

  private static Object present(Column column, Object value) {
    if (!column.repeated()) return text(column, value);
    var list = new ArrayList<@Nullable Object>();
    for (Object element : (List<?>) value) list.add(element == null ? null : text(column, element));
    return list;
  }

  private static Object text(Column column, Object value) {
    return switch (column.type()) {
      case GEOGRAPHY -> DuckTexts.heldGeography(value.toString());
      case STRUCT -> struct(column, (Map<?, ?>) value);
      case BYTES -> bytes((byte[]) value);
      case NUMERIC -> ((BigDecimal) value).toPlainString();
      case BIGNUMERIC -> bignumeric((BigDecimal) value).toPlainString();
      case TIMESTAMP -> DateTimeFormatter.ISO_INSTANT.format((Instant) value);
      case STRING, JSON, INT64, FLOAT64, BOOL, DATE, DATETIME, TIME -> value.toString();
      case INTERVAL -> DuckTexts.heldInterval(value.toString());
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP ->
          DuckTexts.heldRange(column.type(), value.toString());
    };
  }

  private static Map<String, @Nullable Object> struct(Column column, Map<?, ?> value) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    for (var field : column.fields())
      fields.put(field.name(), texts(field, value.get(field.name())));
    return fields;
  }

  /// As DuckDB reads a BLOB from text.
  private static String bytes(byte[] value) {
    var text = new StringBuilder(value.length * 4);
    for (byte b : value) text.append("\\x").append(String.format("%02X", b));
    return text.toString();
  }
}
