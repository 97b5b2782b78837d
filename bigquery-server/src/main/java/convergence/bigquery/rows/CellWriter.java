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
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rows as REST answers them: `{"f":[{"v":"1"}]}`, every scalar as text.
public final class CellWriter {
  /// All six digits of a second's fraction or none: clients tell the two apart by the length.
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");

  private static final DateTimeFormatter WHOLE_TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE;

  private final List<Column> columns;
  private final TimestampForm timestamps;

  public CellWriter(List<Column> columns, TimestampForm timestamps) {
    this.columns = columns;
    this.timestamps = timestamps;
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
    return DATE.format(local) + " " + time(local) + " UTC";
  }

  private static String time(TemporalAccessor at) {
    return (at.get(ChronoField.NANO_OF_SECOND) == 0 ? WHOLE_TIME : TIME).format(at);
  }

  String text(SqlType type, Object value) {
    return switch (type) {
      case TIMESTAMP -> timestamps.text((Instant) value);
      case BYTES -> Base64.getEncoder().encodeToString((byte[]) value);
      case NUMERIC, BIGNUMERIC -> ((BigDecimal) value).toPlainString();
      case FLOAT64 -> number((Double) value);
      case DATETIME -> DATE.format((LocalDateTime) value) + "T" + time((LocalDateTime) value);
      case TIME -> time((LocalTime) value);
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
    if (text.equals(Texts.UNBOUNDED)) return text;
    Object value = Texts.value(bound, text);
    return bound == SqlType.TIMESTAMP ? timestamps.bound((Instant) value) : text(bound, value);
  }

  /// Infinity is `Infinity`, not a number is `NaN`, as in the service.
  private static String number(double value) {
    return Double.toString(value);
  }
}
