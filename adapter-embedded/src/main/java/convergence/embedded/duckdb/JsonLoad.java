package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.literal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// JSON lines, plain or gzipped. DuckDB would read numbers as doubles; so each line is parsed here, where a
/// NUMERIC keeps its digits and a fault its line, and handed on in batches of text.
final class JsonLoad {
  private static final String ROWS = "temp.main.json";
  private static final int BATCH_CHARACTERS = 4 << 20;
  private static final ObjectReader LINES =
      Json.mapper()
          .reader()
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Session session;
  private final LoadFile file;

  JsonLoad(Session session, LoadFile file) {
    this.session = session;
    this.file = file;
  }

  Source source(@Nullable List<Column> declared) throws SQLException {
    var columns = declared == null ? inferred() : declared;
    String definition = Catalog.definition(TableSchema.of(columns));
    String _ = session.temporary("json", "(" + definition + ")", List.of());
    insertLines(columns, insertStatement(columns, definition));
    return new Source("SELECT * FROM " + ROWS, List.of(), columns, file.bytes());
  }

  private List<Column> inferred() throws SQLException {
    return Inference.describe(
        session,
        "read_json(%s, format = 'newline_delimited', sample_size = -1, map_inference_threshold = -1)"
            .formatted(file.literal()));
  }

  /// Every value comes as text, which a cast reads as the column's type.
  private static String insertStatement(List<Column> columns, String definition) {
    return "INSERT INTO %s SELECT UNNEST(cells) FROM (SELECT UNNEST(CAST(from_json($1, %s) AS STRUCT(%s)[])) AS cells)"
        .formatted(ROWS, literal(Json.write(List.of(texts(columns)))), definition);
  }

  static Object texts(List<Column> columns) {
    var structure = new LinkedHashMap<String, Object>();
    for (var column : columns) {
      Object one = column.type() == SqlType.STRUCT ? texts(column.fields()) : "VARCHAR";
      structure.put(column.name(), column.repeated() ? List.of(one) : one);
    }
    return structure;
  }

  private void insertLines(List<Column> columns, String insert) throws SQLException {
    long number = 0;
    try (var lines =
        new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8), 1 << 16)) {
      var batch = new Batch();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) continue;
        new JsonCells(batch.out, file.shown() + " line " + number)
            .row(parsed(line, number), columns);
        if (batch.text.getBuffer().length() < BATCH_CHARACTERS) continue;
        session.execute(insert, batch.end());
        batch = new Batch();
      }
      session.execute(insert, batch.end());
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private JsonNode parsed(String line, long number) throws IOException {
    try {
      var row = LINES.readTree(line);
      if (row.isObject()) return row;
      throw Faults.data(file.shown() + " line " + number + ": not a JSON object");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw Faults.data(
          "%s line %d, column %d: %s"
              .formatted(
                  file.shown(), number, at == null ? 1 : at.getColumnNr(), e.getOriginalMessage()));
    }
  }

  /// Rows as one JSON array.
  private static final class Batch {
    private final StringWriter text = new StringWriter();
    private final JsonGenerator out;

    Batch() throws IOException {
      out = Json.mapper().createGenerator(text);
      out.writeStartArray();
    }

    String end() throws IOException {
      out.writeEndArray();
      out.close();
      return text.toString();
    }
  }
}
