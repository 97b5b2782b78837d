package convergence.embedded.duckdb.sql;

import java.util.BitSet;

/// How deep the calls of [Macros] stand in each other in a text. DuckDB writes a macro's argument wherever the macro names
/// it, so the text that it plans grows with the power of the depth: `x/2/3/4/5/6/7/8/9` would be some millions of
/// operators.
final class Nesting {
  /// An argument that is deeper, or longer, than this is computed once and handed in.
  private static final int DEEP = 2;

  private static final int LONG = 4_000;

  private Nesting() {}

  static boolean isDeep(String text) {
    return text.length() > LONG || depth(text) >= DEEP;
  }

  /// @return 0: no macro is called
  static int depth(String text) {
    if (!text.contains("gs_")) return 0;
    var macros = new BitSet(); // by level of parentheses
    int level = 0;
    int most = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || c == '"') {
        int end = text.indexOf(c, i + 1); // a doubled quote begins another text at once
        if (end < 0) return most;
        i = end;
      } else if (c == '(') {
        macros.set(++level, isMacro(text, i));
        most = Math.max(most, macros.cardinality());
      } else if (c == ')') {
        macros.clear(level--);
      }
    }
    return most;
  }

  private static boolean isMacro(String text, int open) {
    int begin = open;
    while (begin > 0
        && (Character.isLetterOrDigit(text.charAt(begin - 1)) || text.charAt(begin - 1) == '_'))
      begin--;
    return text.startsWith("gs_", begin);
  }
}
