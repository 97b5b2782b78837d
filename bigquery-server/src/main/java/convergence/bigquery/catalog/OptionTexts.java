package convergence.bigquery.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Texts that stand in an option of a table, which is kept as a literal of GoogleSQL.
final class OptionTexts {
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private OptionTexts() {}

  /// @param literal null: nothing was said
  static @Nullable String text(@Nullable String literal) {
    var texts = texts(literal);
    return texts.isEmpty() ? null : texts.getFirst();
  }

  /// @param literal `[STRUCT("key", "value"), …]`
  static Map<String, String> labels(@Nullable String literal) {
    var texts = texts(literal);
    var labels = new LinkedHashMap<String, String>();
    for (int i = 0; i + 1 < texts.size(); i += 2) labels.put(texts.get(i), texts.get(i + 1));
    return labels;
  }

  private static List<String> texts(@Nullable String literal) {
    var texts = new ArrayList<String>();
    var found = TEXT.matcher(literal == null ? "" : literal);
    while (found.find()) texts.add(unescaped(found.group(1)));
    return texts;
  }

  private static String unescaped(String written) {
    var text = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = written.charAt(++i);
      text.append(
          switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
          });
    }
    return text.toString();
  }
}
