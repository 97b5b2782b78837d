package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.literal;
import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// JSON lines, plain or gzipped. DuckDB reads them fast, but numbers as doubles and unknown fields not at all;
/// so they are first copied by [JsonCells], which says line and field of what does not fit.
final class JsonLoad {
  private static final int ROWS_BETWEEN_LOOKS = 1_000;
  private final Session session;
  private final LoadFile file;
  private final Path temp;

  /// @param temp folder for the copy
  JsonLoad(Session session, LoadFile file, Path temp) {
    this.session = session;
    this.file = file;
    this.temp = temp;
  }

  Source source(@Nullable List<Column> declared) throws SQLException {
    var columns = declared == null ? inferred() : declared;
    String types =
        columns.stream()
            .map(column -> quote(column.name()) + ": " + literal(readAs(column)))
            .collect(Collectors.joining(", ", "{", "}"));
    String list =
        columns.stream()
            .map(
                column ->
                    "CAST(%1$s AS %2$s) AS %1$s"
                        .formatted(quote(column.name()), DuckTypes.of(column)))
            .collect(Collectors.joining(", "));
    return new Source(
        "SELECT %s FROM read_json(%s, format = 'newline_delimited', columns = %s)"
            .formatted(list, literal(copy(columns).toString()), types),
        List.of(),
        columns,
        file.bytes());
  }

  private List<Column> inferred() throws SQLException {
    return Inference.describe(
        session,
        "read_json(%s, format = 'newline_delimited', sample_size = -1, map_inference_threshold = -1)"
            .formatted(file.literal()));
  }

  /// What DuckDB's reader takes a value for: JSON and BYTES are text until they are cast.
  private static String readAs(Column column) {
    String one =
        switch (column.type()) {
          case JSON, BYTES -> "VARCHAR";
          case STRUCT ->
              column.fields().stream()
                  .map(field -> quote(field.name()) + " " + readAs(field))
                  .collect(Collectors.joining(", ", "STRUCT(", ")"));
          case STRING,
              INT64,
              FLOAT64,
              NUMERIC,
              BIGNUMERIC,
              BOOL,
              DATE,
              DATETIME,
              TIME,
              TIMESTAMP,
              INTERVAL,
              GEOGRAPHY,
              RANGE_DATE,
              RANGE_DATETIME,
              RANGE_TIMESTAMP ->
              DuckTypes.scalar(column.type());
        };
    return column.repeated() ? one + "[]" : one;
  }

  private Path copy(List<Column> columns) {
    try {
      Path copy = session.temporaryFile(Files.createTempFile(temp, "load", ".jsonl"));
      try (var in = Json.mapper().createParser(file.open());
          var out =
              Json.mapper()
                  .createGenerator(
                      new BufferedOutputStream(Files.newOutputStream(copy), 1 << 16))) {
        copy(new JsonCells(in, out, file.shown(), columns));
      }
      return copy;
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private void copy(JsonCells cells) throws IOException {
    for (long rows = 1; cells.next(); rows++) if (rows % ROWS_BETWEEN_LOOKS == 0) session.check();
  }

  /// The structure for `from_json` that takes every value as text; a cast then gives it its type.
  static Object texts(List<Column> columns) {
    var structure = new LinkedHashMap<String, Object>();
    for (var column : columns) {
      Object one = column.type() == SqlType.STRUCT ? texts(column.fields()) : "VARCHAR";
      structure.put(column.name(), column.repeated() ? List.of(one) : one);
    }
    return structure;
  }
}
