package convergence.embedded.duckdb.sql;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Templates of DuckDB text.
final class Patterns {
  private static final Pattern HOLE = Pattern.compile("\\{(\\d|\\*)}");

  private Patterns() {}

  /// @param pattern with `{0}`, `{1}` … for one argument and `{*}` for all, by commas
  static String fill(String pattern, List<String> arguments) {
    return HOLE.matcher(pattern)
        .replaceAll(
            hole -> {
              String which = hole.group(1);
              String text =
                  which.equals("*")
                      ? String.join(", ", arguments)
                      : arguments.get(Integer.parseInt(which));
              return Matcher.quoteReplacement(text);
            });
  }
}
