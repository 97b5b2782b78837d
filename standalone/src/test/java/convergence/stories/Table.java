package convergence.stories;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /// Rows by column names.
  List<Map<String, JsonNode>> records() {
    var all = new ArrayList<Map<String, JsonNode>>();
    for (var row : rows) {
      var named = new LinkedHashMap<String, JsonNode>();
      for (int i = 0; i < columns.size(); i++) named.put(columns.get(i), row.get(i));
      all.add(named);
    }
    return all;
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
