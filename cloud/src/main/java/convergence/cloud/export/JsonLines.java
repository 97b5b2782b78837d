package convergence.cloud.export;

import com.fasterxml.jackson.core.JsonGenerator;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows as lines of JSON that BigQuery loads without a loss: numbers as text where a reader might round them, a JSON
/// value as what it is.
final class JsonLines implements AutoCloseable {
  /// Seconds are said even where they are none.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", java.util.Locale.ROOT);

  private final JsonGenerator out;
  private final List<Column> columns;

  JsonLines(Writer out, List<Column> columns) throws IOException {
    this.out = Json.mapper().getFactory().createGenerator(out);
    this.out.setRootValueSeparator(null);
    this.columns = columns;
  }

  void write(List<@Nullable Object> row) throws IOException {
    out.writeStartObject();
    for (int i = 0; i < columns.size(); i++) {
      var value = row.get(i);
      if (value == null) continue;
      out.writeFieldName(columns.get(i).name());
      value(value, columns.get(i));
    }
    out.writeEndObject();
    out.writeRaw('\n');
  }

  private void value(@Nullable Object value, Column column) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case List<?> list -> {
        out.writeStartArray();
        for (var item : list) value(item, column);
        out.writeEndArray();
      }
      case Map<?, ?> struct -> {
        out.writeStartObject();
        int i = 0;
        for (var entry : struct.entrySet()) {
          out.writeFieldName(String.valueOf(entry.getKey()));
          value(entry.getValue(), column.fields().get(i++));
        }
        out.writeEndObject();
      }
      case Boolean flag -> out.writeBoolean(flag);
      case BigDecimal number -> out.writeString(number.toPlainString());
      case byte[] bytes -> out.writeString(Base64.getEncoder().encodeToString(bytes));
      case LocalTime time -> out.writeString(TIME.format(time));
      case LocalDateTime time ->
          out.writeString(time.toLocalDate() + "T" + TIME.format(time.toLocalTime()));
      case String text when column.type() == SqlType.JSON ->
          // Between JSON's tokens a break means nothing, and within its strings there is none.
          out.writeRawValue(text.replace('\n', ' ').replace('\r', ' '));
      case Object other -> out.writeString(other.toString());
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
