package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What is known of a regular expression that is a literal. DuckDB uses RE2 as well; what it says of groups and of
/// matches of nothing differs.
final class Regexes {
  private static final Pattern GROUP_REFERENCE = Pattern.compile("\\\\(.?)");
  private static final Pattern OPTIONAL_GROUP = Pattern.compile("\\)[?*{]");
  private static final List<String> SAMPLES = List.of("", "a", "a1 B_-,\n", "b\n\n", "é😀0");

  private Regexes() {}

  /// A literal, which both sides take for the same.
  static boolean plain(Expr pattern) {
    return pattern instanceof Expr.Literal(_, String text) && !text.contains("\\Q") && valid(text);
  }

  private static boolean valid(String text) {
    try {
      var _ = com.google.re2j.Pattern.compile(text);
      return true;
    } catch (com.google.re2j.PatternSyntaxException e) {
      return false;
    }
  }

  /// @return the number of capturing groups of a plain pattern
  static int groups(Expr pattern) {
    return com.google.re2j.Pattern.compile(text(pattern)).groupCount();
  }

  private static String text(Expr pattern) {
    if (pattern instanceof Expr.Literal(_, String text)) return text;
    throw new IllegalArgumentException("no literal");
  }

  /// A plain pattern with one group at most, which takes part in every match, and which never matches nothing: a
  /// group without part is NULL in GoogleSQL and empty in DuckDB, and matches of nothing go on differently.
  static boolean alwaysTakesPart(Expr pattern) {
    if (!plain(pattern) || groups(pattern) > 1) return false;
    String text = text(pattern);
    boolean sometimes = text.indexOf('|') >= 0 || OPTIONAL_GROUP.matcher(text).find();
    return !(groups(pattern) == 1 && sometimes) && !mayMatchNothing(text);
  }

  private static boolean mayMatchNothing(String text) {
    try {
      var compiled = Pattern.compile(text.replace("(?P<", "(?<"));
      for (var sample : SAMPLES) {
        var matcher = compiled.matcher(sample);
        while (matcher.find()) {
          if (matcher.start() == matcher.end()) return true;
        }
      }
      return false;
    } catch (PatternSyntaxException e) {
      return true;
    }
  }

  /// Both sides agree on `\0` to `\9` and `\\`; DuckDB says nothing about others.
  ///
  /// @param types of REGEXP_REPLACE's arguments
  static boolean plainReplacement(List<Expr> types) {
    if (!(types.get(2) instanceof Expr.Literal(_, String text))) return false;
    int groups = groups(types.get(1));
    return GROUP_REFERENCE
        .matcher(text)
        .results()
        .map(reference -> reference.group(1))
        .allMatch(
            which ->
                which.equals("\\")
                    || (which.matches("[0-9]") && Integer.parseInt(which) <= groups));
  }
}
