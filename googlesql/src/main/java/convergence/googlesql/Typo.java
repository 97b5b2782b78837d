package convergence.googlesql;

import convergence.warehouse.SqlFault;
import convergence.yaml.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds what a misspelt word of a statement meant, where ZetaSQL itself does not say: a keyword, proven by
/// parsing the text with it in place, or a column behind an alias.
final class Typo {
  private static final int LONGEST_TEXT = 64 * 1024;
  private static final int WORDS_BACK = 3;
  private static final int MENDS = 8;
  private static final Pattern WORD = Pattern.compile("[A-Za-z]{2,15}");
  private static final Pattern NOT_INSIDE = Pattern.compile("Name (\\w+) not found inside .*");
  private static final List<String> KEYWORDS =
      List.of(
          ("SELECT FROM WHERE GROUP BY ORDER HAVING LIMIT JOIN LEFT RIGHT INNER OUTER FULL CROSS ON USING UNION"
                  + " ALL DISTINCT AS AND OR NOT IN IS NULL BETWEEN LIKE CASE WHEN THEN ELSE END WITH QUALIFY"
                  + " WINDOW OVER PARTITION ROWS RANGE UNNEST OFFSET EXCEPT INTERSECT INSERT INTO VALUES UPDATE"
                  + " SET DELETE MERGE MATCHED CREATE TABLE VIEW REPLACE DROP ALTER CAST ASC DESC NULLS FIRST"
                  + " LAST EXISTS INTERVAL ARRAY STRUCT ROLLUP")
              .split(" "));

  private final String text;
  private final SqlFault fault;
  private final Function<String, @Nullable SqlFault> parse;

  /// @param parse the fault of a text; null: it has none
  private Typo(String text, SqlFault fault, Function<String, @Nullable SqlFault> parse) {
    this.text = text;
    this.fault = fault;
    this.parse = parse;
  }

  /// The fault with a suggestion and at the misspelt word, or as it is.
  static SqlFault told(SqlFault fault, String text, Function<String, @Nullable SqlFault> parse) {
    String message = String.valueOf(fault.getMessage());
    if (fault.line() == 0 || message.contains("Did you mean")) return fault;
    if (!fault.code().equals("syntax") || text.length() > LONGEST_TEXT) return fault;
    return new Typo(text, fault, parse).keyword();
  }

  /// The fault with the nearest of these columns, where a table's alias has none of that name.
  static SqlFault told(SqlFault fault, Collection<String> columns) {
    Matcher name = NOT_INSIDE.matcher(String.valueOf(fault.getMessage()));
    if (!name.matches()) return fault;
    String near = Suggestion.among(name.group(1), columns);
    return near.isEmpty() ? fault : with(fault, near.substring(2), fault.line(), fault.column());
  }

  private SqlFault keyword() {
    int at = Utf8.index(text, fault.line(), fault.column());
    Mend better = null;
    for (var mend : mends(at)) {
      String mended =
          text.substring(0, mend.word().at()) + mend.keyword() + text.substring(mend.word().end());
      SqlFault left = parse.apply(mended);
      if (left == null) return told(mend);
      int moved = mend.keyword().length() - mend.word().word().length();
      boolean later = isLater(left, mended, Math.max(at, mend.word().end()) + moved);
      if (later && better == null) better = mend;
    }
    return better == null ? fault : told(better);
  }

  private SqlFault told(Mend mend) {
    var place = Utf8.placeOf(text, mend.word().at());
    String meant = "did you mean " + mend.keyword() + " instead of " + mend.word().word() + "?";
    return with(fault, meant, place.line(), place.column());
  }

  /// A word and the keyword that it may have been meant to be.
  private record Mend(Word word, String keyword, int distance) {}

  /// The likeliest first.
  private List<Mend> mends(int at) {
    var mends = new ArrayList<Mend>();
    for (var word : wordsUpTo(at)) mends.addAll(near(word));
    mends.sort(Comparator.comparingInt(Mend::distance));
    return mends.subList(0, Math.min(mends.size(), MENDS));
  }

  private record Word(String word, int at) {
    int end() {
      return at + word.length();
    }
  }

  /// The word at the fault and those before it, nearest first.
  private List<Word> wordsUpTo(int index) {
    var words = new ArrayList<Word>();
    for (Matcher match = WORD.matcher(text); match.find() && match.start() <= index; ) {
      boolean whole =
          (match.start() == 0 || !isPart(text.charAt(match.start() - 1)))
              && (match.end() == text.length() || !isPart(text.charAt(match.end())));
      if (whole) words.add(new Word(match.group(), match.start()));
    }
    return words.subList(Math.max(0, words.size() - WORDS_BACK), words.size()).reversed();
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '`' || c == '.';
  }

  private static boolean isLater(SqlFault left, String text, int index) {
    return left.line() > 0 && Utf8.index(text, left.line(), left.column()) > index;
  }

  private static List<Mend> near(Word word) {
    String upper = word.word().toUpperCase(Locale.ROOT);
    // Two letters are near to too much: only swapped ones count.
    return KEYWORDS.stream()
        .filter(keyword -> !keyword.equals(upper))
        .filter(keyword -> upper.length() > 2 || keyword.length() == 2)
        .map(keyword -> new Mend(word, keyword, distance(upper, keyword)))
        .filter(mend -> mend.distance() <= (upper.length() < 4 ? 1 : 2))
        .filter(mend -> upper.length() > 2 || isSwapped(upper, mend.keyword()))
        .toList();
  }

  private static boolean isSwapped(String a, String b) {
    return a.charAt(0) == b.charAt(1) && a.charAt(1) == b.charAt(0);
  }

  /// Edits with swapped neighbours counting once.
  private static int distance(String a, String b) {
    var rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) rows[i][0] = i;
    for (int j = 0; j <= b.length(); j++) rows[0][j] = j;
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best =
            Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        rows[i][j] = swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
      }
    }
    return rows[a.length()][b.length()];
  }

  private static SqlFault with(SqlFault fault, String suggestion, int line, int column) {
    var told = new SqlFault(fault.code(), fault.getMessage() + "; " + suggestion, line, column);
    told.initCause(fault);
    return told;
  }
}
