package convergence.embedded.duckdb.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A path such as `$.a[0]."b c"`. A step is a name; a number names an element of an array as well as a field.
///
/// @param lax arrays are entered where a name stands, and made where a number stands
/// @param recursive arrays in arrays, too
record JsonPath(List<String> steps, boolean lax, boolean recursive) {
  /// How a name with odd characters is written: `."a b"` or `['a b']`.
  enum Style {
    STANDARD,
    LEGACY
  }

  JsonPath {
    steps = List.copyOf(steps);
  }

  static JsonPath parse(String text, Style style) {
    return new JsonPath(new Reader(text, style).steps(), false, false);
  }

  /// Allows `lax` and `lax recursive` before the path.
  static JsonPath parseWithMode(String text, Style style) {
    String path = text.strip();
    int root = Math.max(0, path.indexOf('$'));
    String mode = path.substring(0, root).strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    boolean recursive = mode.equals("lax recursive") || mode.equals("recursive lax");
    if (!recursive && !mode.equals("lax")) return parse(text, style);
    return new JsonPath(new Reader(path.substring(root), style).steps(), true, recursive);
  }

  /// @return the index that a step is, or -1
  static int index(String step) {
    if (step.isEmpty() || step.length() > 9) return -1;
    for (int i = 0; i < step.length(); i++) {
      if (step.charAt(i) < '0' || step.charAt(i) > '9') return -1;
    }
    return Integer.parseInt(step);
  }

  /// What stands there, or null.
  @Nullable Json find(Json root) {
    @Nullable Json at = root;
    for (var step : steps) {
      at = child(at, step);
      if (at == null) return null;
    }
    return at;
  }

  /// What stands there in lax mode, all of it.
  List<Json> findAll(Json root) {
    List<Json> found = List.of(root);
    for (var step : steps) {
      List<Json> next = new ArrayList<>();
      for (var value : found) enter(value, step, index(step), 0, next);
      found = next;
    }
    return found;
  }

  private void enter(Json value, String step, int index, int depth, List<Json> into) {
    if (index >= 0 && !(value instanceof Json.Obj(var fields) && fields.containsKey(step))) {
      var elements = value instanceof Json.Arr(var own) ? own : List.of(value);
      if (index < elements.size()) into.add(elements.get(index));
      return;
    }
    switch (value) {
      case Json.Obj(var fields) -> {
        var field = fields.get(step);
        if (field != null) into.add(field);
      }
      case Json.Arr(var elements) -> {
        if (depth > 0 && !recursive) return;
        for (var element : elements) enter(element, step, index, depth + 1, into);
      }
      case Json.Word _, Json.Num _, Json.Str _ -> {}
    }
  }

  static @Nullable Json child(Json value, String step) {
    return switch (value) {
      case Json.Obj(var fields) -> fields.get(step);
      case Json.Arr(var elements) -> {
        int index = index(step);
        yield index >= 0 && index < elements.size() ? elements.get(index) : null;
      }
      case Json.Word _, Json.Num _, Json.Str _ -> null;
    };
  }

  private static final class Reader {
    private final String text;
    private final Style style;
    private int at = 1;

    Reader(String text, Style style) {
      this.text = text;
      this.style = style;
    }

    List<String> steps() {
      if (!text.startsWith("$")) throw new QueryError("JSONPath must start with '$'");
      List<String> steps = new ArrayList<>();
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '.') dot(steps);
        else if (c == '[') bracket(steps);
        else throw invalid();
      }
      return steps;
    }

    private QueryError invalid() {
      return new QueryError("Invalid token in JSONPath at: " + text.substring(at));
    }

    private void dot(List<String> steps) {
      int start = at + 1;
      if (start == text.length() && style == Style.LEGACY) {
        at = start;
        return;
      }
      if (start == text.length()) throw invalid();
      char first = text.charAt(start);
      if (first == '*' || first == '@') throw unsupported(String.valueOf(first));
      if (first == '.') throw unsupported("..");
      if (style == Style.STANDARD && first == '"') {
        at = start;
        steps.add(quoted('"'));
        return;
      }
      int end = start;
      while (end < text.length() && plain(text.codePointAt(end)))
        end += Character.charCount(text.codePointAt(end));
      if (end == start) throw invalid();
      steps.add(text.substring(start, end));
      at = end;
    }

    private static QueryError unsupported(String operator) {
      return new QueryError("Unsupported operator in JSONPath: " + operator);
    }

    private static boolean plain(int c) {
      return Character.isLetterOrDigit(c) || "_-: \t\n\r\f".indexOf(c) >= 0;
    }

    private void bracket(List<String> steps) {
      if (style == Style.LEGACY && text.startsWith("['", at)) {
        at++;
        String name = quoted('\'');
        close();
        steps.add(name);
        return;
      }
      int end = text.indexOf(']', at);
      String inside = end < 0 ? "" : text.substring(at + 1, end);
      if (inside.equals("*") || inside.equals("@")) throw unsupported(inside);
      boolean known =
          style == Style.STANDARD
              ? inside.matches("[0-9]+")
              : !inside.isEmpty() && inside.codePoints().allMatch(Reader::plain);
      if (!known) throw invalid();
      steps.add(inside);
      at = end + 1;
    }

    private void close() {
      if (at >= text.length() || text.charAt(at) != ']') throw invalid();
      at++;
    }

    private String quoted(char quote) {
      var name = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == quote) {
          at++;
          return name.toString();
        }
        if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == quote)
          c = text.charAt(++at);
        name.append(c);
      }
      throw invalid();
    }
  }
}
