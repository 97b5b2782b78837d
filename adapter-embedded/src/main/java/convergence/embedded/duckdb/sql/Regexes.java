package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Unsupported;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Regular expressions as literals. Both sides use RE2; what differs around it depends on the pattern, so it must
/// be known.
final class Regexes {
  private static final Pattern GROUP_REFERENCE = Pattern.compile("\\\\(.?)");

  private static final Pattern OPTIONAL_GROUP = Pattern.compile("\\)[?*{]");
  private static final List<String> SAMPLES = List.of("", "a", "a1 B_-,\n", "b\n\n", "é😀0");

  private Regexes() {}

  /// @return the number of capturing groups
  static int groups(Expr pattern) {
    String text = text(pattern, "a regular expression that is no literal");
    int groups = 0;
    boolean inClass = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        if (text.startsWith("\\Q", i)) throw Unsupported.of("\\Q in a regular expression");
        i++;
      } else if (inClass) {
        if (c == '[' && i + 1 < text.length() && text.charAt(i + 1) == ':')
          i = text.indexOf(":]", i) + 1;
        else if (c == ']') inClass = false;
      } else if (c == '[') {
        inClass = true;
        if (i + 1 < text.length() && text.charAt(i + 1) == '^') i++;
        if (i + 1 < text.length() && text.charAt(i + 1) == ']') i++;
      } else if (c == '(') {
        boolean special = i + 1 < text.length() && text.charAt(i + 1) == '?';
        if (!special || text.startsWith("(?P<", i) || text.startsWith("(?<", i)) groups++;
      }
    }
    return groups;
  }

  /// RE2 and BigQuery agree on `\0` to `\9` and `\\`; DuckDB says nothing about others.
  static void checkReplacement(Expr replacement, int groups) {
    String text = text(replacement, "a REGEXP_REPLACE whose replacement is no literal");
    var references = GROUP_REFERENCE.matcher(text);
    while (references.find()) {
      String which = references.group(1);
      boolean known =
          which.equals("\\") || (which.matches("[0-9]") && Integer.parseInt(which) <= groups);
      if (!known) throw Unsupported.of("\\" + which + " in a replacement");
    }
  }

  /// A group that took no part in a match is NULL in GoogleSQL and empty in DuckDB.
  static void refuseOptionalGroup(Expr pattern) {
    String text = text(pattern, "a regular expression that is no literal");
    if (groups(pattern) == 0) return;
    boolean choice = text.indexOf('|') >= 0;
    if (choice || OPTIONAL_GROUP.matcher(text).find())
      throw Unsupported.of("a regular expression whose group may stay empty");
  }

  /// Where a pattern can match nothing, engines differ in how they go on.
  static void refuseEmptyMatch(Expr pattern) {
    String text = text(pattern, "a regular expression that is no literal");
    try {
      var compiled = Pattern.compile(text.replace("(?P<", "(?<"));
      for (var sample : SAMPLES) {
        var matcher = compiled.matcher(sample);
        while (matcher.find()) {
          if (matcher.start() == matcher.end())
            throw Unsupported.of("a regular expression that can match nothing");
        }
      }
    } catch (PatternSyntaxException e) {
      throw Unsupported.of("regular expression " + text);
    }
  }

  private static String text(Expr expr, String refusal) {
    if (expr instanceof Expr.Literal(_, String text)) return text;
    throw Unsupported.of(refusal);
  }
}
