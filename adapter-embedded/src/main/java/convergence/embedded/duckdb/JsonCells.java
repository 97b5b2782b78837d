package convergence.embedded.duckdb;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import convergence.port.Json;
import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The values of JSON lines, each checked against its column and copied in a form that DuckDB reads exactly. A
/// missing or null array is empty, as in BigQuery; an unknown or doubled field is refused.
final class JsonCells {
  /// The columns of one object, by name.
  private record Fields(List<Column> columns, Map<String, Integer> places, List<Fields> inner) {
    static Fields of(List<Column> columns) {
      var places = new HashMap<String, Integer>();
      for (int i = 0; i < columns.size(); i++) places.put(columns.get(i).name(), i);
      return new Fields(
          columns, places, columns.stream().map(column -> of(column.fields())).toList());
    }
  }

  private final JsonParser in;
  private final JsonGenerator out;
  private final String file;
  private final Fields row;

  /// @param file its name, for faults
  JsonCells(JsonParser in, JsonGenerator out, String file, List<Column> columns) {
    this.in = in;
    this.out = out;
    this.file = file;
    this.row = Fields.of(columns);
  }

  /// Copies the next row.
  ///
  /// @return false at the end of the file
  boolean next() throws IOException {
    try {
      if (in.nextToken() == null) return false;
      if (in.currentToken() != JsonToken.START_OBJECT) throw unfit("", "not a JSON object");
      int line = line();
      object(row, "");
      if (line() != line) throw unfit("", "an object goes over more than one line");
      out.writeRaw('\n');
      return true;
    } catch (JsonProcessingException e) {
      int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      throw Faults.data(
          "%s line %d, column %d: %s".formatted(file, line(), column, e.getOriginalMessage()));
    }
  }

  private void object(Fields fields, String path) throws IOException {
    var seen = new BitSet(fields.columns().size());
    out.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      Integer place = fields.places().get(name);
      if (place == null) throw unfit(path + name, "the schema has no such column");
      if (seen.get(place)) throw unfit(path + name, "it stands twice");
      in.nextToken();
      if (cell(fields, place, path)) seen.set(place);
    }
    missing(fields, seen, path);
    out.writeEndObject();
  }

  /// What is absent or null is NULL in a row that does not name it, but an array is never NULL.
  private void missing(Fields fields, BitSet seen, String path) throws IOException {
    int count = fields.columns().size();
    for (int i = seen.nextClearBit(0); i < count; i = seen.nextClearBit(i + 1)) {
      var column = fields.columns().get(i);
      if (column.required()) throw unfit(path + column.name(), "a required value is missing");
      if (!column.repeated()) continue;
      out.writeFieldName(column.name());
      out.writeStartArray();
      out.writeEndArray();
    }
  }

  /// @return false: it is null
  private boolean cell(Fields fields, int place, String path) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) return false;
    var column = fields.columns().get(place);
    out.writeFieldName(column.name());
    if (column.repeated()) list(column, fields.inner().get(place), path + column.name());
    else one(column, fields.inner().get(place), path + column.name());
    return true;
  }

  private void list(Column column, Fields inner, String path) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) throw unfit(path, "not an array");
    out.writeStartArray();
    for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
      if (in.currentToken() == JsonToken.VALUE_NULL)
        throw unfit(path + "[" + i + "]", "an array holds no null");
      one(column, inner, path);
    }
    out.writeEndArray();
  }

  private void one(Column column, Fields inner, String path) throws IOException {
    if (column.type() == SqlType.STRUCT) {
      if (in.currentToken() != JsonToken.START_OBJECT) throw unfit(path, "not an object");
      object(inner, path + ".");
    } else if (column.type() == SqlType.JSON) out.writeString(document());
    else scalar(column.type(), path);
  }

  private String document() throws IOException {
    var text = new StringWriter();
    try (var copy = Json.mapper().createGenerator(text)) {
      copy.copyCurrentStructureExact(in);
    }
    return text.toString();
  }

  private void scalar(SqlType type, String path) throws IOException {
    if (!in.currentToken().isScalarValue()) throw unfit(path, "not one value of " + type);
    try {
      JsonScalars.write(in, type, out);
    } catch (JsonProcessingException
        | DateTimeException
        | IllegalArgumentException
        | ArithmeticException e) {
      throw unfit(path, shown(in.getText()) + " is not " + type);
    }
  }

  private static String shown(String text) {
    return "'" + (text.length() <= 60 ? text : text.substring(0, 60) + "…") + "'";
  }

  private int line() {
    return in.currentTokenLocation().getLineNr();
  }

  private Fault unfit(String path, String why) {
    String column = path.isEmpty() ? "" : ", column `" + path + "`";
    return Faults.data(file + " line " + line() + column + ": " + why);
  }
}
