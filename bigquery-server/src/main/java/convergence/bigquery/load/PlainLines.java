package convergence.bigquery.load;

import convergence.bigquery.rows.Texts;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lines that hold one object of plain values, read straight from their bytes. Whatever is less plain is left
/// to [convergence.bigquery.rows.JsonRows], which knows every rule and every error. Of one thread.
final class PlainLines {
  /// A value that is not plain.
  private static final Object UNSURE = new Object();

  private static final int LONGEST_NUMBER = 40;
  private static final int LONGEST_TEXT = 1 << 20;

  /// Powers that a double holds exactly.
  private static final double[] TENS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  /// The columns of all lines, shared by all threads.
  static final class Names {
    private final Column[] columns;
    private final byte[][] exact;
    private final Map<String, Integer> places = new HashMap<>();

    Names(List<Column> columns) {
      this.columns = columns.toArray(Column[]::new);
      this.exact =
          columns.stream()
              .map(column -> column.name().getBytes(StandardCharsets.UTF_8))
              .toArray(byte[][]::new);
      for (int i = 0; i < columns.size(); i++)
        places.put(columns.get(i).name().toLowerCase(Locale.ROOT), i);
    }
  }

  private final Names names;
  private final BitSet seen;
  private byte[] in = {};
  private int at;
  private int end;

  PlainLines(Names names) {
    this.names = names;
    this.seen = new BitSet(names.columns.length);
  }

  /// @return null: the line must be looked at more closely
  @Nullable List<@Nullable Object> row(byte[] bytes, int from, int to) {
    in = bytes;
    at = from;
    end = to;
    seen.clear();
    var cells = new @Nullable Object[names.columns.length];
    if (!object(cells) || at != end) return null;
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] != null) continue;
      if (names.columns[i].required()) return null;
      if (names.columns[i].repeated()) cells[i] = List.of();
    }
    return Arrays.asList(cells);
  }

  /// @return whether all of it was plain
  private boolean object(@Nullable Object[] cells) {
    if (next() != '{') return false;
    at++;
    if (next() == '}') return end();
    for (int expected = 0; ; ) {
      int place = name(expected);
      if (place < 0 || seen.get(place) || next() != ':') return false;
      seen.set(place);
      at++;
      var value = value(names.columns[place]);
      if (value == UNSURE) return false;
      cells[place] = value;
      int sign = next();
      if (sign == '}') return end();
      if (sign != ',') return false;
      at++;
      expected = place + 1;
    }
  }

  private boolean end() {
    at++;
    int _ = next();
    return true;
  }

  /// The next byte that is no space, which is not taken; -1: there is none.
  private int next() {
    while (at < end && (in[at] == ' ' || in[at] == '\t')) at++;
    return at < end ? in[at] : -1;
  }

  /// @param expected the place that the lines before make likely
  /// @return -1: no column's name
  private int name(int expected) {
    if (next() != '"') return -1;
    int from = at + 1;
    if (expected < names.exact.length) {
      var likely = names.exact[expected];
      int to = from + likely.length;
      if (to < end && in[to] == '"' && Arrays.equals(in, from, to, likely, 0, likely.length)) {
        at = to + 1;
        return expected;
      }
    }
    var name = text();
    if (name == null) return -1;
    return names.places.getOrDefault(name.toLowerCase(Locale.ROOT), -1);
  }

  /// @return null: it has escapes, or does not end
  private @Nullable String text() {
    int from = at + 1;
    boolean ascii = true;
    for (int i = from; i < end; i++) {
      byte b = in[i];
      if (b == '"') {
        at = i + 1;
        if (i - from > LONGEST_TEXT) return null;
        return new String(
            in, from, i - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
      }
      if (b < 0) ascii = false;
      else if (b == '\\' || b < ' ') return null;
    }
    return null;
  }

  private @Nullable Object value(Column column) {
    int first = next();
    if (first == 'n') return literal("null") ? null : UNSURE;
    if (column.repeated()) return UNSURE;
    return switch (column.type()) {
      case STRUCT, JSON -> UNSURE;
      case STRING,
          BYTES,
          DATE,
          DATETIME,
          TIME,
          TIMESTAMP,
          INTERVAL,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP ->
          first == '"' ? texted(column.type()) : UNSURE;
      case BOOL -> first == '"' ? texted(column.type()) : bool(first);
      case INT64, FLOAT64, NUMERIC, BIGNUMERIC ->
          first == '"' ? texted(column.type()) : number(column.type());
    };
  }

  private Object texted(SqlType type) {
    var text = text();
    if (text == null) return UNSURE;
    return type == SqlType.STRING ? text : known(type, text);
  }

  private static Object known(SqlType type, String text) {
    try {
      return Texts.value(type, text);
    } catch (Texts.BadText _) {
      return UNSURE;
    }
  }

  private Object bool(int first) {
    if (first == 't' && literal("true")) return true;
    return first == 'f' && literal("false") ? false : UNSURE;
  }

  private boolean literal(String word) {
    if (end - at < word.length()) return false;
    for (int i = 0; i < word.length(); i++) if (in[at + i] != word.charAt(i)) return false;
    at += word.length();
    return true;
  }

  private Object number(SqlType type) {
    int from = at;
    boolean negative = in[at] == '-';
    if (negative) at++;
    int whole = at;
    long digits = digits(0);
    int count = at - whole;
    if (count == 0 || (count > 1 && in[whole] == '0')) return UNSURE;
    int decimals = 0;
    if (at < end && in[at] == '.') {
      int point = ++at;
      digits = digits(digits);
      decimals = at - point;
      if (decimals == 0) return UNSURE;
    }
    if (at < end && (in[at] == 'e' || in[at] == 'E')) return UNSURE;
    if (at - from > LONGEST_NUMBER) return UNSURE;
    // No number of 18 digits is too long for a long.
    boolean fits = count + decimals <= 18;
    return switch (type) {
      case INT64 -> fits && decimals == 0 ? (Object) (negative ? -digits : digits) : UNSURE;
      case FLOAT64 ->
          count + decimals <= 15
              ? (Object) ((negative ? -digits : digits) / TENS[decimals])
              : Double.valueOf(new String(in, from, at - from, StandardCharsets.ISO_8859_1));
      default -> known(type, new String(in, from, at - from, StandardCharsets.ISO_8859_1));
    };
  }

  /// Goes on with a number; what does not fit is wrong and not used.
  private long digits(long number) {
    while (at < end && in[at] >= '0' && in[at] <= '9') number = number * 10 + (in[at++] - '0');
    return number;
  }
}
