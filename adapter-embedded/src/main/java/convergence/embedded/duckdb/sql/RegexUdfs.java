package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BOOL;
import static convergence.embedded.duckdb.sql.Udf.Kind.BYTES;
import static convergence.embedded.duckdb.sql.Udf.Kind.BYTES_LIST;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXTS;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Regular expressions as RE2 reads them, where DuckDB's own functions say something else: patterns from columns,
/// groups that took no part, matches of nothing, positions and occurrences, BYTES.
final class RegexUdfs {
  private static final int KEPT = 256;
  private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

  private RegexUdfs() {}

  static List<Udf> all() {
    List<Udf> all = new ArrayList<>();
    for (var kind : List.of(TEXT, BYTES)) {
      String begin = kind == TEXT ? "gs_regexp_" : "gs_byte_regexp_";
      all.add(Udf.of(begin + "contains", BOOL, a -> matcher(a).find(), kind, kind));
      all.add(Udf.of(begin + "extract", kind, RegexUdfs::extract, kind, kind, INT, INT));
      all.add(
          Udf.of(
              begin + "extract_all",
              kind == TEXT ? TEXTS : BYTES_LIST,
              RegexUdfs::extractAll,
              kind,
              kind));
      all.add(Udf.of(begin + "replace", kind, RegexUdfs::replace, kind, kind, kind));
      all.add(Udf.of(begin + "instr", INT, RegexUdfs::instr, kind, kind, INT, INT, INT));
    }
    return all;
  }

  private static Pattern compile(String regex) {
    var known = COMPILED.get(regex);
    if (known != null) return known;
    try {
      var pattern = Pattern.compile(regex);
      if (COMPILED.size() >= KEPT) COMPILED.clear();
      COMPILED.put(regex, pattern);
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new QueryError("Cannot parse regular expression: " + e.getMessage());
    }
  }

  private static Matcher matcher(Object[] a) {
    return compile((String) a[1]).matcher((String) a[0]);
  }

  private static int group(Pattern pattern, String function) {
    if (pattern.groupCount() > 1)
      throw new QueryError(
          "Regular expression passed to "
              + function
              + " must not have more than 1 capturing group");
    return pattern.groupCount();
  }

  /// Where the search begins; -1: behind the end.
  private static int start(Object[] a, int positionIndex) {
    long position = (Long) a[positionIndex];
    long occurrence = (Long) a[positionIndex + 1];
    if (position < 1) throw new QueryError("Position must be positive");
    if (occurrence < 1) throw new QueryError("Occurrence must be positive");
    String text = (String) a[0];
    if (position - 1 > text.codePointCount(0, text.length())) return -1;
    return text.offsetByCodePoints(0, (int) position - 1);
  }

  /// Match after match. None begins its search at the end of a text, but in an empty one.
  private static final class Matches {
    private final Matcher matcher;
    private final String text;
    private int position;
    private boolean over;

    Matches(Matcher matcher, String text, int start) {
      this.matcher = matcher;
      this.text = text;
      this.position = start;
    }

    boolean next() {
      if (over || (position >= text.length() && !text.isEmpty()) || !matcher.find(position))
        return false;
      position = matcher.end();
      boolean nothing = matcher.start() == matcher.end();
      over = nothing && position >= text.length();
      if (nothing && !over) position = text.offsetByCodePoints(position, 1);
      return true;
    }

    boolean next(long times) {
      for (long i = 0; i < times; i++) {
        if (!next()) return false;
      }
      return true;
    }
  }

  private static @Nullable String extract(Object[] a) {
    var matcher = matcher(a);
    int group = group(matcher.pattern(), "REGEXP_EXTRACT");
    int start = start(a, 2);
    if (start < 0 || !new Matches(matcher, (String) a[0], start).next((Long) a[3])) return null;
    return matcher.group(group);
  }

  /// A group that took no part is empty here.
  private static List<String> extractAll(Object[] a) {
    var matcher = matcher(a);
    int group = group(matcher.pattern(), "REGEXP_EXTRACT_ALL");
    List<String> found = new ArrayList<>();
    var matches = new Matches(matcher, (String) a[0], 0);
    while (matches.next()) {
      String text = matcher.group(group);
      found.add(text == null ? "" : text);
    }
    return found;
  }

  private static String replace(Object[] a) {
    String text = (String) a[0];
    var matcher = matcher(a);
    String rewrite = (String) a[2];
    check(rewrite, matcher.pattern().groupCount());
    var result = new StringBuilder();
    int copied = 0;
    int lastEnd = -1;
    for (int from = 0; from <= text.length() && matcher.find(from); ) {
      boolean nothing = matcher.start() == matcher.end();
      from = matcher.end();
      if (nothing) from = from < text.length() ? text.offsetByCodePoints(from, 1) : from + 1;
      // Nothing is not replaced right behind a match.
      if (nothing && matcher.start() == lastEnd) continue;
      result.append(text, copied, matcher.start());
      rewrite(rewrite, matcher, result);
      copied = matcher.end();
      lastEnd = matcher.end();
    }
    return result.append(text, copied, text.length()).toString();
  }

  private static void check(String rewrite, int groups) {
    for (int i = 0; i < rewrite.length(); i++) {
      if (rewrite.charAt(i) != '\\') continue;
      char next = ++i < rewrite.length() ? rewrite.charAt(i) : ' ';
      if (next >= '0' && next <= '9' && next - '0' > groups)
        throw new QueryError(
            "Invalid REGEXP_REPLACE pattern: group "
                + next
                + " of a regular expression that has "
                + groups);
      if (next != '\\' && (next < '0' || next > '9'))
        throw new QueryError(
            "Invalid REGEXP_REPLACE pattern: \\ must be followed by a digit or \\");
    }
  }

  private static void rewrite(String rewrite, Matcher matcher, StringBuilder out) {
    for (int i = 0; i < rewrite.length(); i++) {
      char c = rewrite.charAt(i);
      if (c == '\\') c = rewrite.charAt(++i);
      else {
        out.append(c);
        continue;
      }
      String group = c == '\\' ? "\\" : matcher.group(c - '0');
      if (group != null) out.append(group);
    }
  }

  private static long instr(Object[] a) {
    String text = (String) a[0];
    var matcher = matcher(a);
    int group = group(matcher.pattern(), "REGEXP_INSTR");
    int start = start(a, 2);
    long side = (Long) a[4];
    if (side != 0 && side != 1) throw new QueryError("Occurrence_position must be 0 or 1");
    if (start < 0 || start >= text.length()) return 0;
    if (!new Matches(matcher, text, start).next((Long) a[3])) return 0;
    int at = side == 0 ? matcher.start(group) : matcher.end(group);
    if (at < 0) return 0;
    // ZetaSQL goes on before it counts.
    boolean nothing = matcher.start() == matcher.end() && at < text.length();
    return text.codePointCount(0, at) + (nothing ? 2L : 1L);
  }
}
