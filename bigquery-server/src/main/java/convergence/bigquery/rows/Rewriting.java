package convergence.bigquery.rows;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Rows that were kept with TIMESTAMP in microseconds, for a client that wants another
/// form.
final class Rewriting {
  private final List<Column> columns;
  private final TimestampForm wanted;

  Rewriting(List<Column> columns, TimestampForm wanted) {
    this.columns = columns;
    this.wanted = wanted;
  }

  static boolean needed(List<Column> columns) {
    return columns.stream()
        .anyMatch(
            column ->
                column.type() == SqlType.TIMESTAMP
                    || column.type() == SqlType.RANGE_TIMESTAMP
                    || (column.type() == SqlType.STRUCT && needed(column.fields())));
  }

  byte[] rewritten(byte[] rows) {
    var out = new ByteArrayOutputStream(rows.length + 64);
    try (var parser =
            Json.mapper().createParser("[" + new String(rows, StandardCharsets.UTF_8) + "]");
        var json = Results.JSON.createGenerator(out)) {
      parser.nextToken();
      while (parser.nextToken() == com.fasterxml.jackson.core.JsonToken.START_OBJECT)
        struct(json, columns, Json.mapper().readTree(parser));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void struct(JsonGenerator out, List<Column> fields, JsonNode node) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("f");
    for (int i = 0; i < fields.size(); i++) {
      out.writeStartObject();
      out.writeFieldName("v");
      value(out, fields.get(i), node.get("f").get(i).get("v"), fields.get(i).repeated());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static Instant at(String micros) {
    return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
  }

  /// @param text of a RANGE of TIMESTAMP, its bounds in microseconds
  String range(String text) {
    var bounds = text.substring(1, text.length() - 1).split(", ", -1);
    return Texts.range(bound(bounds[0]), bound(bounds[1]));
  }

  private String bound(String text) {
    return text.equals(Texts.UNBOUNDED) ? text : wanted.bound(at(text));
  }

  private void value(JsonGenerator out, Column column, JsonNode node, boolean repeated)
      throws IOException {
    if (node.isNull()) out.writeNull();
    else if (repeated) {
      out.writeStartArray();
      for (var element : node) {
        out.writeStartObject();
        out.writeFieldName("v");
        value(out, column, element.get("v"), false);
        out.writeEndObject();
      }
      out.writeEndArray();
    } else if (column.type() == SqlType.STRUCT) struct(out, column.fields(), node);
    else if (column.type() == SqlType.TIMESTAMP) out.writeString(wanted.text(at(node.asText())));
    else if (column.type() == SqlType.RANGE_TIMESTAMP) out.writeString(range(node.asText()));
    else out.writeString(node.asText());
  }
}
