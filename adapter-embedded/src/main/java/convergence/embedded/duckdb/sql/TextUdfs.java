package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Functions over STRING by characters, which are Unicode's code points.
final class TextUdfs {
  private static final int MAX_CHARS = 1 << 24;
  private static final String WORD_ENDS = Macros.whitespace() + "[](){}/|<>!?@\"^#$&~_,.:;*%+-\\";

  /// A digit for each letter, 0 for vowels.
  private static final String SOUNDEX = "0123012-02245501262301-202";

  private TextUdfs() {}

  static List<Udf> all() {
    return List.of(
        Udf.of("gs_upper_unicode", TEXT, a -> text(a, 0).toUpperCase(Locale.ROOT), TEXT),
        Udf.of("gs_lower_unicode", TEXT, a -> text(a, 0).toLowerCase(Locale.ROOT), TEXT),
        Udf.of("gs_reverse", TEXT, a -> reverse(text(a, 0)), TEXT),
        Udf.of("gs_repeat", TEXT, TextUdfs::repeat, TEXT, INT),
        Udf.of("gs_lpad", TEXT, a -> pad(a, true), TEXT, INT, TEXT),
        Udf.of("gs_rpad", TEXT, a -> pad(a, false), TEXT, INT, TEXT),
        Udf.of("gs_translate", TEXT, TextUdfs::translate, TEXT, TEXT, TEXT),
        Udf.of("gs_initcap", TEXT, a -> initcap(text(a, 0), WORD_ENDS), TEXT),
        Udf.of("gs_initcap_by", TEXT, a -> initcap(text(a, 0), text(a, 1)), TEXT, TEXT),
        Udf.of("gs_instr", INT, TextUdfs::instr, TEXT, TEXT, INT, INT),
        Udf.of("gs_normalize", TEXT, a -> Normalizer.normalize(text(a, 0), form(a)), TEXT, TEXT),
        Udf.of("gs_normalize_and_casefold", TEXT, TextUdfs::casefold, TEXT, TEXT),
        Udf.of("gs_soundex", TEXT, a -> soundex(text(a, 0)), TEXT),
        Udf.of("gs_edit_distance", INT, TextUdfs::distance, TEXT, TEXT, INT),
        Udf.of("gs_ascii", INT, a -> ascii(text(a, 0)), TEXT),
        Udf.of(
            "gs_unicode",
            INT,
            a -> text(a, 0).isEmpty() ? 0L : (long) text(a, 0).codePointAt(0),
            TEXT),
        Udf.of("gs_chr", TEXT, a -> chr((Long) a[0]), INT));
  }

  private static String text(Object[] a, int index) {
    return (String) a[index];
  }

  static String reverse(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  static String repeat(Object[] a) {
    long times = (Long) a[1];
    if (times < 0) throw new QueryError("Second argument in REPEAT() cannot be negative");
    if (times * text(a, 0).length() > MAX_CHARS)
      throw new QueryError("REPEAT() gives too long a text");
    return text(a, 0).repeat((int) times);
  }

  static String pad(Object[] a, boolean left) {
    long length = (Long) a[1];
    int[] filler = text(a, 2).codePoints().toArray();
    String name = left ? "LPAD" : "RPAD";
    if (length < 0) throw new QueryError("Second argument in " + name + "() cannot be negative");
    if (length > MAX_CHARS) throw new QueryError(name + "() gives too long a text");
    if (filler.length == 0)
      throw new QueryError("Third argument in " + name + "() cannot be empty");
    int[] chars = text(a, 0).codePoints().toArray();
    if (chars.length >= length) return new String(chars, 0, (int) length);
    var padding = new StringBuilder();
    for (int i = 0; i < length - chars.length; i++)
      padding.appendCodePoint(filler[i % filler.length]);
    return left ? padding + text(a, 0) : text(a, 0) + padding;
  }

  static String translate(Object[] a) {
    int[] from = text(a, 1).codePoints().toArray();
    int[] to = text(a, 2).codePoints().toArray();
    Map<Integer, Integer> map = new HashMap<>();
    for (int i = 0; i < from.length; i++) {
      if (map.put(from[i], i < to.length ? to[i] : -1) != null)
        throw new QueryError("Duplicate character in TRANSLATE()'s source characters");
    }
    var result = new StringBuilder();
    text(a, 0)
        .codePoints()
        .map(c -> map.getOrDefault(c, c))
        .filter(c -> c >= 0)
        .forEach(result::appendCodePoint);
    return result.toString();
  }

  private static String initcap(String text, String delimiters) {
    Set<Integer> ends = new HashSet<>();
    delimiters.codePoints().forEach(ends::add);
    var result = new StringBuilder();
    boolean first = true;
    for (int c : text.codePoints().toArray()) {
      boolean end = ends.contains(c);
      if (end) result.appendCodePoint(c);
      else result.appendCodePoint(first ? Character.toUpperCase(c) : Character.toLowerCase(c));
      first = end;
    }
    return result.toString();
  }

  static long instr(Object[] a) {
    int[] text = text(a, 0).codePoints().toArray();
    int[] part = text(a, 1).codePoints().toArray();
    long position = (Long) a[2];
    long occurrence = (Long) a[3];
    if (position == 0) throw new QueryError("Position must be non-zero in INSTR()");
    if (occurrence <= 0) throw new QueryError("Occurrence must be positive in INSTR()");
    // Nothing is found at each place, and behind the last one.
    int places = part.length == 0 ? text.length + 1 : text.length;
    if (Math.abs(position) > places) return 0;
    int step = position > 0 ? 1 : -1;
    long start = position > 0 ? position - 1 : places + position;
    for (long at = start; at >= 0 && at <= text.length; at += step) {
      if (matches(text, part, (int) at) && --occurrence == 0) return at + 1;
    }
    return 0;
  }

  private static boolean matches(int[] text, int[] part, int at) {
    if (at + part.length > text.length) return false;
    for (int i = 0; i < part.length; i++) {
      if (text[at + i] != part[i]) return false;
    }
    return true;
  }

  private static Normalizer.Form form(Object[] a) {
    return Normalizer.Form.valueOf(text(a, 1));
  }

  /// Full case folding, but for the few letters of which Java does not know it.
  private static String casefold(Object[] a) {
    String folded =
        text(a, 0).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('\u03c2', '\u03c3');
    return Normalizer.normalize(folded, form(a));
  }

  private static String soundex(String text) {
    var code = new StringBuilder();
    char last = '0';
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      char c = letter >= 'a' && letter <= 'z' ? (char) (letter - 32) : letter;
      if (c < 'A' || c > 'Z') continue;
      char digit = SOUNDEX.charAt(c - 'A');
      if (code.isEmpty()) code.append(letter);
      else if (digit >= '1' && digit != last) code.append(digit);
      // Vowels and H, W stand between equal sounds as if they were not there.
      if (digit >= '1') last = digit;
      if (code.length() == 4) break;
    }
    return code.isEmpty() ? "" : (code + "000").substring(0, 4);
  }

  /// Levenshtein's; -1 for no limit.
  private static long distance(Object[] a) {
    int[] from = text(a, 0).codePoints().toArray();
    int[] to = text(a, 1).codePoints().toArray();
    long limit = (Long) a[2];
    if (limit < -1) throw new QueryError("max_distance must be non-negative");
    int[] row = new int[to.length + 1];
    for (int j = 0; j <= to.length; j++) row[j] = j;
    for (int i = 1; i <= from.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length; j++) {
        int change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return limit < 0 ? row[to.length] : Math.min(limit, row[to.length]);
  }

  private static long ascii(String text) {
    if (text.isEmpty()) return 0;
    int first = text.codePointAt(0);
    if (first > 127)
      throw new QueryError("Argument to ASCII is not a structurally valid ASCII string");
    return first;
  }

  private static String chr(long point) {
    if (point < 0 || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
      throw new QueryError("Invalid codepoint " + point);
    return Character.toString((int) point);
  }
}
