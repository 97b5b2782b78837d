package convergence.embedded.duckdb.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What JSON functions read from a STRING: its text as it stands, up to the place that was asked for. What cannot be
/// read is NULL, never an error.
final class JsonReads {
  private static final JsonFactory LENIENT =
      Json.FACTORY.rebuild().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

  private JsonReads() {}

  /// @return compact text, or null
  static @Nullable String query(String json, JsonPath path) {
    return at(json, path, JsonReads::compact);
  }

  /// @return a scalar's text, or null
  static @Nullable String value(String json, JsonPath path) {
    return at(json, path, JsonReads::scalar);
  }

  /// @return the elements' compact texts, or null for what is no array
  static @Nullable List<String> queries(String json, JsonPath path) {
    return at(
        json,
        path,
        in -> {
          if (!isArray(in)) return null;
          List<String> texts = new ArrayList<>();
          while (in.nextToken() != JsonToken.END_ARRAY) texts.add(written(in));
          return texts;
        });
  }

  /// @return the elements' texts, or null for what is no array of scalars
  static @Nullable List<@Nullable String> values(String json, JsonPath path) {
    return at(
        json,
        path,
        in -> {
          if (!isArray(in)) return null;
          List<@Nullable String> texts = new ArrayList<>();
          boolean scalars = true;
          while (in.nextToken() != JsonToken.END_ARRAY) {
            scalars &= !in.currentToken().isStructStart();
            texts.add(scalar(in));
          }
          return scalars ? texts : null;
        });
  }

  private interface Reading<T> {
    @Nullable T read(JsonParser at) throws IOException;
  }

  private static <T> @Nullable T at(String json, JsonPath path, Reading<T> reading) {
    // As an element, behind which the parser does not look: what follows the value is not read.
    try (var in = LENIENT.createParser("[" + beforeLetters(json))) {
      in.nextToken();
      if (in.nextToken() == JsonToken.END_ARRAY) return null;
      return find(in, path.steps(), 0, reading);
    } catch (IOException e) {
      return null;
    }
  }

  /// Letters behind a word are not read either, but Jackson would take them for one word.
  private static String beforeLetters(String json) {
    String text = json.stripLeading();
    for (var word : List.of("true", "false", "null")) if (text.startsWith(word)) return word;
    return json;
  }

  private static <T> @Nullable T find(
      JsonParser in, List<String> steps, int depth, Reading<T> reading) throws IOException {
    if (depth == steps.size()) return reading.read(in);
    String step = steps.get(depth);
    if (in.currentToken() == JsonToken.START_OBJECT) {
      while (in.nextToken() != JsonToken.END_OBJECT) {
        boolean wanted = in.currentName().equals(step);
        in.nextToken();
        T found = wanted ? find(in, steps, depth + 1, reading) : null;
        if (found != null) return found;
        if (!wanted) in.skipChildren();
      }
    } else if (in.currentToken() == JsonToken.START_ARRAY) {
      int wanted = JsonPath.index(step);
      for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
        T found = i == wanted ? find(in, steps, depth + 1, reading) : null;
        if (found != null) return found;
        if (i != wanted) in.skipChildren();
      }
    }
    return null;
  }

  /// What is none is passed over.
  private static boolean isArray(JsonParser in) throws IOException {
    boolean array = in.currentToken() == JsonToken.START_ARRAY;
    if (!array) in.skipChildren();
    return array;
  }

  private static @Nullable String scalar(JsonParser in) throws IOException {
    boolean none = in.currentToken().isStructStart() || in.currentToken() == JsonToken.VALUE_NULL;
    in.skipChildren();
    return none ? null : in.getText();
  }

  private static @Nullable String compact(JsonParser in) throws IOException {
    return in.currentToken() == JsonToken.VALUE_NULL ? null : written(in);
  }

  private static String written(JsonParser in) throws IOException {
    var out = new StringBuilder();
    write(in, out);
    return out.toString();
  }

  private static void write(JsonParser in, StringBuilder out) throws IOException {
    switch (in.currentToken()) {
      case START_OBJECT -> {
        String comma = "{";
        while (in.nextToken() != JsonToken.END_OBJECT) {
          out.append(comma).append(Json.quote(in.currentName())).append(':');
          in.nextToken();
          write(in, out);
          comma = ",";
        }
        out.append(comma.equals("{") ? "{}" : "}");
      }
      case START_ARRAY -> {
        String comma = "[";
        while (in.nextToken() != JsonToken.END_ARRAY) {
          out.append(comma);
          write(in, out);
          comma = ",";
        }
        out.append(comma.equals("[") ? "[]" : "]");
      }
      case VALUE_STRING -> out.append(Json.quote(in.getText()));
      default -> out.append(in.getText());
    }
  }
}
