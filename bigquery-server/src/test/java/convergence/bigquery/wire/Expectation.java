package convergence.bigquery.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Compares an answer with a recorded one: a structural subset, `<*>` is anything, also absence.
final class Expectation {
  private final List<String> differences = new ArrayList<>();

  static List<String> differences(JsonNode expected, JsonNode actual) {
    var expectation = new Expectation();
    expectation.compare("$", expected, actual);
    return expectation.differences;
  }

  private void compare(String path, JsonNode expected, JsonNode actual) {
    if (expected.isTextual() && expected.asText().equals("<*>")) return;
    if (expected.isObject()) object(path, expected, actual);
    else if (expected.isArray()) array(path, expected, actual);
    else if (!same(expected, actual))
      differences.add(path + ": expected " + expected + ", got " + shown(actual));
  }

  private static String shown(JsonNode node) {
    String text = node.toString();
    return text.length() <= 120 ? text : text.substring(0, 120) + "…";
  }

  private static boolean same(JsonNode expected, JsonNode actual) {
    if (actual.isMissingNode() || actual.isNull()) {
      // Protobuf leaves out what is empty.
      return expected.isNull() || (expected.asText().isEmpty() && expected.isTextual());
    }
    return expected.equals(actual)
        || (expected.isNumber() && expected.asText().equals(actual.asText()));
  }

  private void object(String path, JsonNode expected, JsonNode actual) {
    for (var property : expected.properties()) {
      var found = actual.path(property.getKey());
      if (found.isMissingNode() && property.getKey().endsWith("_"))
        found = actual.path(property.getKey().substring(0, property.getKey().length() - 1));
      compare(path + "." + property.getKey(), property.getValue(), found);
    }
  }

  private void array(String path, JsonNode expected, JsonNode actual) {
    if (expected.isEmpty() && actual.isMissingNode()) return;
    if (!actual.isArray() || actual.size() != expected.size()) {
      differences.add(path + ": expected " + expected.size() + " elements, got " + shown(actual));
      return;
    }
    boolean byName = path.toLowerCase(Locale.ROOT).endsWith(".fields");
    for (int i = 0; i < expected.size(); i++) {
      var wanted = expected.get(i);
      compare(
          path + "[" + i + "]",
          wanted,
          byName ? named(actual, wanted.path("name").asText()) : actual.get(i));
    }
  }

  private static JsonNode named(JsonNode fields, String name) {
    for (var field : fields) if (field.path("name").asText().equals(name)) return field;
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }
}
