package convergence.stories;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What a query answered.
record Table(List<String> columns, List<List<JsonNode>> rows) {
  static Table of(JsonNode body) {
    var columns = new ArrayList<String>();
    body.path("columns").forEach(name -> columns.add(name.asText()));
    var rows = new ArrayList<List<JsonNode>>();
    for (var row : body.path("rows")) {
      var values = new ArrayList<JsonNode>();
      row.forEach(values::add);
      rows.add(values);
    }
    if (body.path("truncated").asBoolean()) throw new AssertionError("the answer was cut");
    return new Table(columns, rows);
  }

  /// A row whose values are asked for by name.
  record Row(List<String> columns, List<JsonNode> values) {
    JsonNode get(String column) {
      int place = columns.indexOf(column);
      if (place < 0) throw new AssertionError("no column " + column + " among " + columns);
      return values.get(place);
    }
  }

  List<Row> records() {
    return rows.stream().map(row -> new Row(columns, row)).toList();
  }

  /// The one value of a one-value answer.
  JsonNode value() {
    if (rows.size() != 1 || columns.size() != 1) throw new AssertionError("not one value: " + rows);
    return rows.getFirst().getFirst();
  }

  List<JsonNode> column(String name) {
    int place = columns.indexOf(name);
    return rows.stream().map(row -> row.get(place)).toList();
  }
}
