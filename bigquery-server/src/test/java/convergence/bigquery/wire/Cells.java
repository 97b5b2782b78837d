package convergence.bigquery.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;

/// Compares rows as REST answers them with a recorded answer. Rows are a bag: which order a query
/// asks for is judged where queries are analysed.
final class Cells {
  private static final double CLOSE = 1e-12;

  private Cells() {}

  /// @return empty when they agree
  static String difference(JsonNode expected, JsonNode answer) {
    var fields = answer.path("schema").path("fields");
    if (expected.has("schema")) {
      String schemas = schema(expected.path("schema"), fields);
      if (!schemas.isEmpty()) return schemas;
    }
    var left = new ArrayList<JsonNode>();
    answer.path("rows").forEach(left::add);
    if (expected.path("rows").size() != left.size())
      return "rows: expected " + expected.path("rows").size() + ", got " + left.size();
    for (var row : expected.path("rows")) {
      if (!left.removeIf(new Once(row, fields)))
        return "row: expected " + row + ", got " + left.subList(0, Math.min(3, left.size()));
    }
    return "";
  }

  /// Matches one row only, however many are the same.
  private static final class Once implements java.util.function.Predicate<JsonNode> {
    private final JsonNode row;
    private final JsonNode fields;
    private boolean found;

    Once(JsonNode row, JsonNode fields) {
      this.row = row;
      this.fields = fields;
    }

    @Override
    public boolean test(JsonNode candidate) {
      if (found || !struct(row, fields, candidate)) return false;
      found = true;
      return true;
    }
  }

  private static String schema(JsonNode expected, JsonNode fields) {
    if (expected.size() != fields.size())
      return "columns: expected " + expected.size() + ", got " + fields;
    for (int i = 0; i < expected.size(); i++) {
      var wanted = expected.get(i);
      var field = fields.get(i);
      boolean repeated = wanted.path("mode").asText().equals("REPEATED");
      if (!wanted.path("name").equals(field.path("name"))
          || !wanted.path("type").equals(field.path("type"))
          || repeated != field.path("mode").asText().equals("REPEATED"))
        return "schema: expected " + wanted + ", got " + field;
      String inner =
          wanted.has("fields") ? schema(wanted.path("fields"), field.path("fields")) : "";
      if (!inner.isEmpty()) return inner;
    }
    return "";
  }

  private static boolean struct(JsonNode expected, JsonNode fields, JsonNode row) {
    for (int i = 0; i < fields.size(); i++) {
      var field = fields.get(i);
      var wanted = expected.path(field.path("name").asText());
      if (!cell(wanted, field, row.path("f").path(i).path("v"))) return false;
    }
    return true;
  }

  private static boolean cell(JsonNode expected, JsonNode field, JsonNode value) {
    if (!field.path("mode").asText().equals("REPEATED")) return one(expected, field, value);
    if (expected.size() != value.size()) return false;
    for (int i = 0; i < value.size(); i++)
      if (!one(expected.get(i), field, value.get(i).path("v"))) return false;
    return true;
  }

  private static boolean one(JsonNode expected, JsonNode field, JsonNode value) {
    boolean absent = expected.isNull() || expected.isMissingNode();
    if (absent || value.isNull()) return absent && value.isNull();
    String wanted = expected.asText();
    String got = value.asText();
    return switch (field.path("type").asText()) {
      case "RECORD" -> struct(expected, field.path("fields"), value);
      case "FLOAT" -> close(expected, got);
      case "NUMERIC", "BIGNUMERIC" -> new BigDecimal(wanted).compareTo(new BigDecimal(got)) == 0;
      case "DATETIME" -> LocalDateTime.parse(wanted).equals(LocalDateTime.parse(got));
      case "TIME" -> LocalTime.parse(wanted).equals(LocalTime.parse(got));
      case "TIMESTAMP" ->
          OffsetDateTime.parse(wanted)
              .toInstant()
              .equals(Instant.EPOCH.plus(Long.parseLong(got), ChronoUnit.MICROS));
      case "RANGE" -> range(expected, field.path("rangeElementType"), got);
      case "JSON" -> Fixture.tree(wanted).equals(Fixture.tree(got));
      // The recording's intervals went through Python, which has no canonical form of them.
      case "INTERVAL" -> wanted.startsWith("relativedelta") || wanted.equals(got);
      default -> wanted.equals(got);
    };
  }

  private static boolean range(JsonNode expected, JsonNode bounds, String got) {
    var parts = got.substring(1, got.length() - 1).split(", ", -1);
    return bound(expected.path("start"), bounds, parts[0])
        && bound(expected.path("end"), bounds, parts[1]);
  }

  private static boolean bound(JsonNode expected, JsonNode type, String got) {
    return expected.isNull() ? got.equals("UNBOUNDED") : one(expected, type, TextNode.valueOf(got));
  }

  private static boolean close(JsonNode expected, String got) {
    double wanted = number(expected.asText());
    double value = number(got);
    return Double.compare(wanted, value) == 0
        || Math.abs(wanted - value) <= Math.max(1e-15, CLOSE * Math.abs(wanted));
  }

  private static double number(String text) {
    return Double.parseDouble(
        text.replaceFirst("(?i)^([+-]?)inf(inity)?$", "$1Infinity")
            .replaceFirst("(?i)^nan$", "NaN"));
  }
}
