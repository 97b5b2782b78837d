package convergence.embedded.duckdb.sql;

/// Compact JSON with line breaks and two spaces for each level.
final class JsonPretty {
  private JsonPretty() {}

  static String print(String compact) {
    var out = new StringBuilder();
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < compact.length(); i++) {
      char c = compact.charAt(i);
      if (quoted) {
        out.append(c);
        if (c == '\\') out.append(compact.charAt(++i));
        else if (c == '"') quoted = false;
        continue;
      }
      switch (c) {
        case '{', '[' -> {
          char close = compact.charAt(i + 1);
          out.append(c);
          if (close == '}' || close == ']') out.append(compact.charAt(++i));
          else line(out, ++depth);
        }
        case '}', ']' -> {
          line(out, --depth);
          out.append(c);
        }
        case ',' -> {
          out.append(c);
          line(out, depth);
        }
        case ':' -> out.append(": ");
        default -> {
          quoted = c == '"';
          out.append(c);
        }
      }
    }
    return out.toString();
  }

  private static void line(StringBuilder out, int depth) {
    out.append('\n').append("  ".repeat(depth));
  }
}
