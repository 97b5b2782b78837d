package convergence.embedded.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import convergence.embedded.duckdb.sql.Recorded;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compares rows with a recorded answer.
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  /// @return empty when they agree
  static String difference(
      JsonNode expected, List<Column> columns, boolean ordered, List<List<@Nullable Object>> rows) {
    var schema = expected.get("schema");
    String schemas = schema == null ? "" : schemaDifference(schema, columns);
    if (!schemas.isEmpty()) return schemas;
    var wanted = expected.get("rows");
    if (wanted == null) return "";
    if (wanted.size() != rows.size())
      return "rows: " + wanted.size() + " expected, got " + rows.size() + " " + show(rows);
    List<List<@Nullable Object>> rest = new ArrayList<>(rows);
    for (int i = 0; i < wanted.size(); i++) {
      var row = wanted.get(i);
      int found = -1;
      for (int j = 0; j < rest.size() && found < 0; j++) {
        if (same(row, columns, rest.get(j))) found = j;
        if (ordered) break;
      }
      if (found < 0) return "row " + i + ": expected " + row + ", got " + show(rest);
      rest.remove(found);
    }
    return "";
  }

  private static String show(List<List<@Nullable Object>> rows) {
    return rows.subList(0, Math.min(3, rows.size())).toString();
  }

  private static String schemaDifference(JsonNode schema, List<Column> columns) {
    if (schema.size() != columns.size()) return "columns: " + schema.size() + " expected";
    for (int i = 0; i < columns.size(); i++) {
      var field = schema.get(i);
      var column = columns.get(i);
      String mode = column.repeated() ? "REPEATED" : "NULLABLE";
      if (!field.get("name").asText().equals(column.name())
          || !field.get("type").asText().equals(legacy(column.type()))
          || !field.get("mode").asText().replace("REQUIRED", "NULLABLE").equals(mode))
        return "schema: expected " + field + ", got " + column;
      if (field.has("fields")) {
        String inner = schemaDifference(field.get("fields"), column.fields());
        if (!inner.isEmpty()) return inner;
      }
    }
    return "";
  }

  private static String legacy(SqlType type) {
    return switch (type) {
      case INT64 -> "INTEGER";
      case FLOAT64 -> "FLOAT";
      case BOOL -> "BOOLEAN";
      case STRUCT -> "RECORD";
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> "RANGE";
      default -> type.name();
    };
  }

  private static boolean same(JsonNode row, List<Column> columns, List<@Nullable Object> values) {
    for (int i = 0; i < columns.size(); i++) {
      if (!same(row.get(columns.get(i).name()), columns.get(i), values.get(i))) return false;
    }
    return true;
  }

  private static boolean same(@Nullable JsonNode expected, Column column, @Nullable Object value) {
    if (expected == null || expected.isNull()) return value == null;
    if (value == null) return false;
    if (!column.repeated()) return sameScalar(expected, column, value);
    var list = (List<?>) value;
    if (expected.size() != list.size()) return false;
    for (int i = 0; i < list.size(); i++) {
      if (!sameScalar(expected.get(i), column, list.get(i))) return false;
    }
    return true;
  }

  private static boolean sameScalar(JsonNode expected, Column column, @Nullable Object value) {
    if (expected.isNull() || value == null) return expected.isNull() && value == null;
    String text = expected.asText();
    return switch (column.type()) {
      case STRING, GEOGRAPHY -> text.equals(value);
      case INTERVAL -> Recorded.interval(text).equals(value);
      case BYTES -> Arrays.equals(Base64.getDecoder().decode(text), (byte[]) value);
      case INT64 -> expected.asLong() == (Long) value;
      case FLOAT64 -> sameFloat(expected, (Double) value);
      case NUMERIC, BIGNUMERIC -> new BigDecimal(text).compareTo((BigDecimal) value) == 0;
      case BOOL -> expected.asBoolean() == (Boolean) value;
      case DATE -> LocalDate.parse(text).equals(value);
      case DATETIME -> LocalDateTime.parse(text).equals(value);
      case TIME -> LocalTime.parse(text).equals(value);
      case TIMESTAMP -> instant(text).equals(value);
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> range(expected).equals(value);
      case JSON -> sameJson(text, value.toString());
      case STRUCT -> {
        for (var field : column.fields()) {
          if (!same(expected.get(field.name()), field, ((Map<?, ?>) value).get(field.name())))
            yield false;
        }
        yield true;
      }
    };
  }

  private static String range(JsonNode expected) {
    return "[" + bound(expected.get("start")) + ", " + bound(expected.get("end")) + ")";
  }

  private static String bound(JsonNode bound) {
    return bound.isNull() ? "UNBOUNDED" : bound.asText().replace('T', ' ').replace("+00:00", "+00");
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static boolean sameJson(String expected, String value) {
    try {
      return JSON.readTree(expected).equals(JSON.readTree(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + value, e);
    }
  }

  private static boolean sameFloat(JsonNode expected, double value) {
    double wanted =
        expected.isNumber()
            ? expected.asDouble()
            : switch (expected.asText().toLowerCase(java.util.Locale.ROOT)) {
              case "nan" -> Double.NaN;
              case "inf", "infinity" -> Double.POSITIVE_INFINITY;
              case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
              default -> Double.parseDouble(expected.asText());
            };
    if (Double.compare(wanted, value) == 0) return true;
    double distance = Math.abs(wanted - value);
    return distance <= 1e-15 || distance <= 1e-12 * Math.max(Math.abs(wanted), Math.abs(value));
  }
}
