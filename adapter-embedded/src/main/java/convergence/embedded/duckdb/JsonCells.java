package convergence.embedded.duckdb;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The values of one JSON line, each checked against its column and written as the text that DuckDB casts. A
/// missing or null array is empty, as in BigQuery; an unknown field is refused.
final class JsonCells {
  private static final int NUMERIC_DIGITS = 38;
  private static final int NUMERIC_DECIMALS = 9;
  private static final int BIGNUMERIC_DECIMALS = 18;
  private static final Pattern ZONE = Pattern.compile(".*(Z|[+-]\\d{2}:\\d{2})");
  private final JsonGenerator out;
  private final String where;

  /// @param where file and line, for faults
  JsonCells(JsonGenerator out, String where) {
    this.out = out;
    this.where = where;
  }

  void row(JsonNode row, List<Column> columns) throws IOException {
    fields(row, columns, "");
  }

  private void fields(JsonNode given, List<Column> columns, String path) throws IOException {
    out.writeStartObject();
    int found = 0;
    for (var column : columns) {
      var value = given.get(column.name());
      if (value != null) found++;
      out.writeFieldName(column.name());
      cell(value, column, path + column.name());
    }
    out.writeEndObject();
    if (found < given.size()) refuseUnknown(given, columns, path);
  }

  private void refuseUnknown(JsonNode given, List<Column> columns, String path) {
    for (var name : (Iterable<String>) given::fieldNames)
      if (columns.stream().noneMatch(column -> column.name().equals(name)))
        throw unfit(path + name, "the schema has no such column");
  }

  private void cell(@Nullable JsonNode value, Column column, String path) throws IOException {
    if (column.repeated()) list(value, column, path);
    else if (value != null && !value.isNull()) one(value, column, path);
    else if (column.required()) throw unfit(path, "a required value is missing");
    else out.writeNull();
  }

  private void list(@Nullable JsonNode value, Column column, String path) throws IOException {
    out.writeStartArray();
    if (value != null && !value.isNull()) {
      if (!value.isArray()) throw unfit(path, "not an array");
      int index = 0;
      for (var element : value) {
        String place = path + "[" + index++ + "]";
        if (element.isNull()) throw unfit(place, "an array holds no null");
        one(element, column, place);
      }
    }
    out.writeEndArray();
  }

  private void one(JsonNode value, Column column, String path) throws IOException {
    if (column.type() == SqlType.STRUCT) {
      if (!value.isObject()) throw unfit(path, "not an object");
      fields(value, column.fields(), path + ".");
      return;
    }
    if (column.type() == SqlType.JSON) {
      out.writeString(value.toString());
      return;
    }
    if (value.isContainerNode()) throw unfit(path, shown(value) + " is not " + column.type());
    try {
      out.writeString(text(value, column.type()));
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
      throw unfit(path, shown(value) + " is not " + column.type());
    }
  }

  private static String text(JsonNode value, SqlType type) {
    String said = type == SqlType.STRING ? value.asText() : value.asText().strip();
    return switch (type) {
      case STRING, GEOGRAPHY -> said;
      case INT64 -> Long.toString(new BigDecimal(said).longValueExact());
      case FLOAT64 -> Double.toString(Double.parseDouble(said));
      case NUMERIC -> numeric(said);
      case BOOL -> bool(said);
      case DATE -> LocalDate.parse(said).toString();
      case TIME -> LocalTime.parse(said).truncatedTo(ChronoUnit.MICROS).toString();
      case DATETIME -> local(said).toString();
      case TIMESTAMP -> (value.isNumber() ? epoch(value.decimalValue()) : instant(said)).toString();
      case BYTES -> escaped(Base64.getDecoder().decode(said));
      case BIGNUMERIC -> bignumeric(said);
      case INTERVAL, JSON, STRUCT -> throw new IllegalArgumentException(type.name());
    };
  }

  private static String numeric(String said) {
    var rounded = new BigDecimal(said).setScale(NUMERIC_DECIMALS, RoundingMode.HALF_UP);
    if (rounded.precision() > NUMERIC_DIGITS) throw new ArithmeticException(said);
    return rounded.toPlainString();
  }

  private static String bignumeric(String said) {
    var exact = new BigDecimal(said).setScale(BIGNUMERIC_DECIMALS, RoundingMode.UNNECESSARY);
    if (exact.precision() > NUMERIC_DIGITS) throw new ArithmeticException(said);
    return exact.toPlainString();
  }

  private static String bool(String said) {
    if (said.equalsIgnoreCase("true")) return "true";
    if (said.equalsIgnoreCase("false")) return "false";
    throw new IllegalArgumentException(said);
  }

  private static LocalDateTime local(String said) {
    if (said.length() <= 10) return LocalDate.parse(said).atStartOfDay();
    return LocalDateTime.parse(said.replace(' ', 'T')).truncatedTo(ChronoUnit.MICROS);
  }

  private static Instant instant(String said) {
    String plain = said.endsWith(" UTC") ? said.substring(0, said.length() - 4) + "Z" : said;
    if (!ZONE.matcher(plain).matches()) return local(plain).toInstant(ZoneOffset.UTC);
    return OffsetDateTime.parse(plain.replace(' ', 'T')).toInstant().truncatedTo(ChronoUnit.MICROS);
  }

  private static Instant epoch(BigDecimal seconds) {
    return Instant.EPOCH.plus(
        seconds.movePointRight(6).setScale(0, RoundingMode.FLOOR).longValueExact(),
        ChronoUnit.MICROS);
  }

  /// As DuckDB casts text to BLOB.
  private static String escaped(byte[] bytes) {
    var text = new StringBuilder(bytes.length * 4);
    for (byte b : bytes) text.append(String.format("\\x%02X", b));
    return text.toString();
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  private Fault unfit(String path, String why) {
    return Faults.data(where + ", column `" + path + "`: " + why);
  }
}
