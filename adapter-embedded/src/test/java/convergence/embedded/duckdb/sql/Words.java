package convergence.embedded.duckdb.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// SQL text as words: enough to find the statements and the values of a fixture's set-up.
final class Words {
  private static final Pattern WORD =
      Pattern.compile(
          "--[^\\n]*|/\\*.*?\\*/|\\s+"
              + "|[rRbB]{0,2}(?:\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*')"
              + "|`[^`]*`|[A-Za-z_][A-Za-z0-9_]*|[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|.",
          Pattern.DOTALL);

  private Words() {}

  static List<String> of(String sql) {
    List<String> words = new ArrayList<>();
    var matcher = WORD.matcher(sql);
    while (matcher.find()) {
      String word = matcher.group();
      if (!word.isBlank() && !word.startsWith("--") && !word.startsWith("/*")) words.add(word);
    }
    return words;
  }

  static List<String> statements(String sql) {
    List<String> statements = new ArrayList<>();
    var current = new StringBuilder();
    var matcher = WORD.matcher(sql);
    while (matcher.find()) {
      String word = matcher.group();
      if (word.equals(";")) {
        statements.add(current.toString());
        current.setLength(0);
      } else if (!word.startsWith("--") && !word.startsWith("/*")) {
        current.append(word);
      }
    }
    statements.add(current.toString());
    return statements.stream().filter(s -> !s.isBlank()).toList();
  }
}
