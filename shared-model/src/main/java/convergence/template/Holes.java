package convergence.template;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text with `{variables}` outside of SQL: `{name}` with [a-z][a-z0-9_]* is a variable, `{{` and `}}` are
/// braces, any other brace is text. In SQL [convergence.warehouse.Statements] fills the holes by the same rule.
final class Holes {
  private static final Pattern TOKEN = Pattern.compile("\\{\\{|\\}\\}|\\{([a-z][a-z0-9_]*)\\}");

  private Holes() {}

  /// The variables of a text, in order.
  static Set<String> names(String text) {
    var names = new LinkedHashSet<String>();
    for (var match = TOKEN.matcher(text); match.find(); )
      if (match.group(1) != null) names.add(match.group(1));
    return names;
  }

  /// Puts values where variables stand; nothing in a value is read again.
  static String fill(String text, UnaryOperator<String> values) {
    if (text.indexOf('{') < 0 && text.indexOf('}') < 0) return text;
    return TOKEN
        .matcher(text)
        .replaceAll(
            match -> {
              String name = match.group(1);
              return Matcher.quoteReplacement(
                  name == null ? match.group().substring(1) : values.apply(name));
            });
  }
}
