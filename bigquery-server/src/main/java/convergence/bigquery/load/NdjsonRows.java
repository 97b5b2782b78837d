package convergence.bigquery.load;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import convergence.bigquery.rows.JsonRows;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lines of JSON, one object each.
final class NdjsonRows implements RowSource {
  private static final ObjectReader READER =
      Json.mapper()
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /// A field that stands twice in a row is no row.
  private static final ObjectReader STRICT =
      READER.with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

  private final List<Path> files;
  private final JsonRows rows;
  private final BadRecords bad;
  private final ObjectReader reader;

  NdjsonRows(List<Path> files, List<Column> columns, boolean ignoreUnknown, BadRecords bad) {
    this.files = files;
    this.rows = JsonRows.ofFile(columns, ignoreUnknown);
    this.bad = bad;
    // What stands in a JSON column is the document's own affair.
    this.reader = columns.stream().anyMatch(NdjsonRows::holdsJson) ? READER : STRICT;
  }

  private static boolean holdsJson(Column column) {
    return column.type() == SqlType.JSON
        || column.fields().stream().anyMatch(NdjsonRows::holdsJson);
  }

  static BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(Inputs.open(file), StandardCharsets.UTF_8), 1 << 16);
  }

  /// @throws JacksonException the line is no JSON
  static JsonNode node(String line) throws IOException {
    return READER.readValue(line);
  }

  @Override
  public void read(Sink sink) throws IOException {
    for (Path file : files)
      try (var in = reader(file)) {
        long position = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (!line.isBlank()) {
            bad.row();
            var row = row(line, position);
            if (row != null) sink.row(row);
          }
          position += line.getBytes(StandardCharsets.UTF_8).length + 1L;
        }
      }
  }

  private @Nullable List<@Nullable Object> row(String line, long position) throws IOException {
    try {
      return rows.row(reader.readValue(line));
    } catch (JacksonException e) {
      bad.bad(
          "JSON parsing error in row starting at position "
              + position
              + ": Parser terminated before end of string: "
              + e.getOriginalMessage());
    } catch (JsonRows.BadField e) {
      bad.bad(
          "JSON processing error in row starting at position "
              + position
              + ": "
              + e.text()
              + " Field: "
              + e.field());
    }
    return null;
  }
}
