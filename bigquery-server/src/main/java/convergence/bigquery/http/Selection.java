package convergence.bigquery.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import convergence.port.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The parts of an answer that a caller wants, as the parameter `fields` of Google's APIs names
/// them: `etag,tables(id,schema/fields)`. Lists are looked into, `*` is every field.
final class Selection {
  private static final String EVERY = "*";

  /// By name; none: all of it.
  private final Map<String, Selection> parts = new LinkedHashMap<>();

  private Selection() {}

  /// @throws ApiException it is written in another way
  static Selection of(String text) {
    var reader = new Reader(text);
    var selection = reader.list();
    if (!reader.isAtEnd()) throw reader.wrong();
    return selection;
  }

  Answer of(Answer answer) {
    if (answer.body().length == 0) return answer;
    try {
      var chosen = of(Json.mapper().readTree(answer.body()));
      return new Answer(answer.status(), answer.headers(), Json.mapper().writeValueAsBytes(chosen));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode of(JsonNode node) {
    if (parts.isEmpty()) return node;
    return switch (node) {
      case ObjectNode object -> {
        var chosen = Json.mapper().createObjectNode();
        for (var field : object.properties()) {
          var part = parts.getOrDefault(field.getKey(), parts.get(EVERY));
          if (part != null) chosen.set(field.getKey(), part.of(field.getValue()));
        }
        yield chosen;
      }
      case ArrayNode list -> {
        var chosen = Json.mapper().createArrayNode();
        for (var element : list) chosen.add(of(element));
        yield chosen;
      }
      default -> node;
    };
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    boolean isAtEnd() {
      return at == text.length();
    }

    ApiException wrong() {
      return new ApiException(Reason.INVALID, "Invalid field selection " + text, "fields");
    }

    Selection list() {
      var selection = new Selection();
      do path(selection);
      while (takes(','));
      return selection;
    }

    private void path(Selection above) {
      String name = name();
      var part = above.parts.get(name);
      // What is wanted as a whole stays whole.
      boolean whole = part != null && part.parts.isEmpty();
      var wanted = new Selection();
      if (takes('/')) path(wanted);
      else if (takes('(')) {
        wanted.parts.putAll(list().parts);
        if (!takes(')')) throw wrong();
      }
      if (whole) return;
      if (part == null || wanted.parts.isEmpty()) above.parts.put(name, wanted);
      else part.parts.putAll(wanted.parts);
    }

    private String name() {
      int from = at;
      while (at < text.length() && ",/()".indexOf(text.charAt(at)) < 0) at++;
      String name = text.substring(from, at).strip();
      if (name.isEmpty()) throw wrong();
      return name;
    }

    private boolean takes(char sign) {
      if (isAtEnd() || text.charAt(at) != sign) return false;
      at++;
      return true;
    }
  }
}
