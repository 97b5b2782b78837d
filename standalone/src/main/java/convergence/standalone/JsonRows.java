package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.Rows;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A query's answer as JSON: names, and rows of values in their order. INT64, FLOAT64 and BOOL are JSON's own;
/// NUMERIC is text, so that no reader rounds it; times are ISO 8601; BYTES Base64; JSON is parsed.
record JsonRows(List<String> names, List<List<JsonNode>> rows, boolean truncated) {
  static JsonRows of(Rows rows) {
    var names = rows.columns().stream().map(Column::name).toList();
    var all = new ArrayList<List<JsonNode>>();
    for (var row : rows.rows()) {
      var values = new ArrayList<JsonNode>();
      for (int i = 0; i < names.size(); i++) values.add(json(row.get(i), rows.columns().get(i)));
      all.add(values);
    }
    return new JsonRows(names, all, rows.truncated());
  }

  static JsonRows read(JsonNode body) {
    var names = new ArrayList<String>();
    body.path("columns").forEach(n -> names.add(n.asText()));
    var all = new ArrayList<List<JsonNode>>();
    for (var row : body.path("rows")) {
      var values = new ArrayList<JsonNode>();
      row.forEach(values::add);
      all.add(values);
    }
    return new JsonRows(names, all, body.path("truncated").asBoolean());
  }

  /// The wire form of the running instance's answer.
  Map<String, Object> body() {
    return Map.of("columns", names, "rows", rows, "truncated", truncated);
  }

  private static JsonNode json(@Nullable Object value, Column column) {
    var nodes = Json.mapper().getNodeFactory();
    return switch (value) {
      case null -> nodes.nullNode();
      case List<?> list -> {
        ArrayNode array = nodes.arrayNode();
        var element =
            new Column(
                column.name(), column.type(), false, false, column.fields(), column.description());
        list.forEach(item -> array.add(json(item, element)));
        yield array;
      }
      case Map<?, ?> struct -> {
        var object = nodes.objectNode();
        int i = 0;
        for (var entry : struct.entrySet()) {
          var field = column.fields().get(i++);
          object.set(String.valueOf(entry.getKey()), json(entry.getValue(), field));
        }
        yield object;
      }
      case Boolean b -> nodes.booleanNode(b);
      case Long l -> nodes.numberNode(l);
      case Double d when Double.isFinite(d) -> nodes.numberNode(d);
      case BigDecimal d -> nodes.textNode(plain(d));
      case byte[] bytes -> nodes.textNode(Base64.getEncoder().encodeToString(bytes));
      case Instant instant -> nodes.textNode(instant.toString());
      case String s when column.type() == SqlType.JSON -> parsed(s);
      case Object other -> nodes.textNode(other.toString());
    };
  }

  /// BigQuery shows a NUMERIC without trailing zeros.
  private static String plain(BigDecimal d) {
    var stripped = d.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }

  private static JsonNode parsed(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return Json.mapper().getNodeFactory().textNode(json);
    }
  }
}
