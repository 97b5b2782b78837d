package convergence.bigquery.rows;

import com.fasterxml.jackson.core.JsonGenerator;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rows as REST answers them: `{"f":[{"v":"1"}]}`, every scalar as text.
public final class CellWriter {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter(java.util.Locale.ROOT);
  private static final DateTimeFormatter DATETIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral('T')
          .append(TIME)
          .toFormatter(java.util.Locale.ROOT);

  private final List<Column> columns;
  private final boolean microseconds;

  /// @param microseconds TIMESTAMP as whole microseconds; false: as seconds in floating-point text,
  ///   which is what a client gets that asks for nothing
  public CellWriter(List<Column> columns, boolean microseconds) {
    this.columns = columns;
    this.microseconds = microseconds;
  }

  public void row(JsonGenerator out, List<@Nullable Object> row) throws IOException {
    struct(out, columns, row);
  }

  private void struct(JsonGenerator out, List<Column> fields, List<@Nullable Object> values)
      throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("f");
    for (int i = 0; i < fields.size(); i++) cell(out, fields.get(i), values.get(i));
    out.writeEndArray();
    out.writeEndObject();
  }

  private void cell(JsonGenerator out, Column column, @Nullable Object value) throws IOException {
    out.writeStartObject();
    out.writeFieldName("v");
    if (column.repeated()) {
      out.writeStartArray();
      if (value instanceof List<?> list)
        for (Object element : list) {
          out.writeStartObject();
          out.writeFieldName("v");
          one(out, column, element);
          out.writeEndObject();
        }
      out.writeEndArray();
    } else one(out, column, value);
    out.writeEndObject();
  }

  private void one(JsonGenerator out, Column column, @Nullable Object value) throws IOException {
    if (value == null) out.writeNull();
    else if (column.type() == SqlType.STRUCT && value instanceof Map<?, ?> map)
      struct(out, column.fields(), new ArrayList<@Nullable Object>(map.values()));
    else out.writeString(text(column.type(), value));
  }

  /// As files of text hold it: a TIMESTAMP as `2026-05-20 12:34:56 UTC`.
  public String plain(SqlType type, Object value) {
    if (type != SqlType.TIMESTAMP) return text(type, value);
    var local = LocalDateTime.ofInstant((Instant) value, java.time.ZoneOffset.UTC);
    return DATETIME.format(local).replace('T', ' ') + " UTC";
  }

  String text(SqlType type, Object value) {
    return switch (type) {
      case TIMESTAMP -> timestamp((Instant) value);
      case BYTES -> Base64.getEncoder().encodeToString((byte[]) value);
      case NUMERIC, BIGNUMERIC -> ((BigDecimal) value).toPlainString();
      case FLOAT64 -> number((Double) value);
      case DATETIME -> DATETIME.format((LocalDateTime) value);
      case TIME -> TIME.format((LocalTime) value);
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> range(type, value.toString());
      case STRING, INT64, BOOL, DATE, INTERVAL, JSON, GEOGRAPHY, STRUCT -> Objects.toString(value);
    };
  }

  private String range(SqlType type, String text) {
    var bounds = text.substring(1, text.length() - 1).split(", ", -1);
    return "[" + bound(type, bounds[0]) + ", " + bound(type, bounds[1]) + ")";
  }

  private String bound(SqlType type, String text) {
    var bound = Objects.requireNonNull(type.bound());
    return text.equals("UNBOUNDED") ? text : text(bound, Texts.value(bound, text));
  }

  private String timestamp(Instant at) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
    if (microseconds) return Long.toString(micros);
    var seconds = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    if (seconds.signum() == 0) return "0.0";
    String digits = seconds.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - seconds.scale();
    String fraction = digits.length() == 1 ? "0" : digits.substring(1);
    return (micros < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "E" + exponent;
  }

  /// Infinity is `Infinity`, not a number is `NaN`, as in the service.
  private static String number(double value) {
    return Double.toString(value);
  }
}
