package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BOOL;
import static convergence.embedded.duckdb.sql.Udf.Kind.BYTES;
import static convergence.embedded.duckdb.sql.Udf.Kind.BYTES_LIST;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INTS;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Functions over BYTES. A byte is a character up to 255 here, so what counts characters counts bytes.
final class ByteUdfs {
  private ByteUdfs() {}

  static List<Udf> all() {
    List<Udf> all = new ArrayList<>();
    likeTexts(all);
    parts(all);
    bits(all);
    all.add(
        Udf.of(
            "gs_code_points",
            INTS,
            a -> bytes(a, 0).codePoints().mapToObj(Long::valueOf).toList(),
            TEXT));
    all.add(
        Udf.of(
            "gs_byte_code_points",
            INTS,
            a -> bytes(a, 0).codePoints().mapToObj(Long::valueOf).toList(),
            BYTES));
    all.add(Udf.of("gs_code_points_to_text", TEXT, a -> joined(a, 0x10FFFF), INTS));
    all.add(Udf.of("gs_code_points_to_bytes", BYTES, a -> joined(a, 255), INTS));
    all.add(Udf.of("gs_farm_fingerprint", INT, a -> fingerprint(bytes(a, 0)), BYTES));
    return all;
  }

  private static String bytes(Object[] a, int index) {
    return (String) a[index];
  }

  private static long fingerprint(String bytes) {
    return Hashing.farmHashFingerprint64()
        .hashBytes(bytes.getBytes(StandardCharsets.ISO_8859_1))
        .asLong();
  }

  private static void likeTexts(List<Udf> all) {
    all.add(Udf.of("gs_byte_reverse", BYTES, a -> TextUdfs.reverse(bytes(a, 0)), BYTES));
    all.add(Udf.of("gs_byte_repeat", BYTES, TextUdfs::repeat, BYTES, INT));
    all.add(Udf.of("gs_byte_lpad", BYTES, a -> TextUdfs.pad(a, true), BYTES, INT, BYTES));
    all.add(Udf.of("gs_byte_rpad", BYTES, a -> TextUdfs.pad(a, false), BYTES, INT, BYTES));
    all.add(Udf.of("gs_byte_translate", BYTES, TextUdfs::translate, BYTES, BYTES, BYTES));
    all.add(Udf.of("gs_byte_instr", INT, TextUdfs::instr, BYTES, BYTES, INT, INT));
    all.add(
        Udf.of(
            "gs_byte_ascii",
            INT,
            a -> bytes(a, 0).isEmpty() ? 0L : (long) bytes(a, 0).charAt(0),
            BYTES));
    all.add(Udf.of("gs_byte_upper", BYTES, a -> cased(bytes(a, 0), 'a', 'z', -32), BYTES));
    all.add(Udf.of("gs_byte_lower", BYTES, a -> cased(bytes(a, 0), 'A', 'Z', 32), BYTES));
    all.add(
        Udf.of(
            "gs_byte_starts_with", BOOL, a -> bytes(a, 0).startsWith(bytes(a, 1)), BYTES, BYTES));
    all.add(
        Udf.of("gs_byte_ends_with", BOOL, a -> bytes(a, 0).endsWith(bytes(a, 1)), BYTES, BYTES));
    all.add(
        Udf.of("gs_byte_strpos", INT, a -> bytes(a, 0).indexOf(bytes(a, 1)) + 1L, BYTES, BYTES));
    all.add(Udf.of("gs_byte_like", BOOL, a -> like(bytes(a, 0), bytes(a, 1)), BYTES, BYTES));
  }

  private static String cased(String bytes, char low, char high, int by) {
    var result = new StringBuilder(bytes.length());
    for (char c : bytes.toCharArray()) result.append(c >= low && c <= high ? (char) (c + by) : c);
    return result.toString();
  }

  /// As STRING's LIKE: `%`, `_` and `\`.
  static boolean like(String bytes, String pattern) {
    var regex = new StringBuilder("(?s)");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && ++i == pattern.length())
        throw new QueryError("LIKE pattern ends with a backslash");
      if (c == '%') regex.append(".*");
      else if (c == '_') regex.append('.');
      else regex.append(com.google.re2j.Pattern.quote(pattern.substring(i, i + 1)));
    }
    return com.google.re2j.Pattern.matches(regex.toString(), bytes);
  }

  private static void parts(List<Udf> all) {
    all.add(Udf.of("gs_byte_left", BYTES, a -> end(a, true), BYTES, INT));
    all.add(Udf.of("gs_byte_right", BYTES, a -> end(a, false), BYTES, INT));
    all.add(Udf.of("gs_byte_substr", BYTES, ByteUdfs::substr, BYTES, INT, INT));
    all.add(Udf.of("gs_byte_replace", BYTES, a -> replaced(a), BYTES, BYTES, BYTES));
    all.add(Udf.of("gs_byte_trim", BYTES, a -> trimmed(a, true, true), BYTES, BYTES));
    all.add(Udf.of("gs_byte_ltrim", BYTES, a -> trimmed(a, true, false), BYTES, BYTES));
    all.add(Udf.of("gs_byte_rtrim", BYTES, a -> trimmed(a, false, true), BYTES, BYTES));
    all.add(
        Udf.of("gs_byte_split", BYTES_LIST, a -> split(bytes(a, 0), bytes(a, 1)), BYTES, BYTES));
    all.add(
        Udf.of(
            "gs_byte_join",
            BYTES,
            a -> present(a[0]).stream().collect(Collectors.joining(bytes(a, 1))),
            BYTES_LIST,
            BYTES));
  }

  @SuppressWarnings("unchecked") // the kind says so
  private static List<String> present(Object list) {
    return ((List<String>) list).stream().filter(e -> e != null).toList();
  }

  private static String end(Object[] a, boolean left) {
    String bytes = bytes(a, 0);
    long length = (Long) a[1];
    if (length < 0)
      throw new QueryError(
          "Second argument in " + (left ? "LEFT" : "RIGHT") + "() cannot be negative");
    int size = (int) Math.min(length, bytes.length());
    return left ? bytes.substring(0, size) : bytes.substring(bytes.length() - size);
  }

  private static String substr(Object[] a) {
    String bytes = bytes(a, 0);
    long position = (Long) a[1];
    long length = (Long) a[2];
    if (length < 0) throw new QueryError("Third argument in SUBSTR() cannot be negative");
    if (position > bytes.length()) return "";
    long start =
        position > 0 ? position - 1 : Math.max(0, position == 0 ? 0 : bytes.length() + position);
    long end = Math.min(bytes.length(), length > bytes.length() ? bytes.length() : start + length);
    return bytes.substring((int) start, (int) end);
  }

  private static String replaced(Object[] a) {
    return bytes(a, 1).isEmpty() ? bytes(a, 0) : bytes(a, 0).replace(bytes(a, 1), bytes(a, 2));
  }

  private static String trimmed(Object[] a, boolean left, boolean right) {
    String bytes = bytes(a, 0);
    String set = bytes(a, 1);
    int start = 0;
    int end = bytes.length();
    while (left && start < end && set.indexOf(bytes.charAt(start)) >= 0) start++;
    while (right && end > start && set.indexOf(bytes.charAt(end - 1)) >= 0) end--;
    return bytes.substring(start, end);
  }

  private static List<String> split(String bytes, String delimiter) {
    if (bytes.isEmpty()) return List.of("");
    List<String> parts = new ArrayList<>();
    if (delimiter.isEmpty()) {
      bytes.chars().forEach(c -> parts.add(String.valueOf((char) c)));
      return parts;
    }
    int start = 0;
    for (int at; (at = bytes.indexOf(delimiter, start)) >= 0; start = at + delimiter.length())
      parts.add(bytes.substring(start, at));
    parts.add(bytes.substring(start));
    return parts;
  }

  private static void bits(List<Udf> all) {
    combined(all, "gs_byte_and", (x, y) -> x & y);
    combined(all, "gs_byte_or", (x, y) -> x | y);
    combined(all, "gs_byte_xor", (x, y) -> x ^ y);
    all.add(
        Udf.of(
            "gs_byte_not",
            BYTES,
            a ->
                bytes(a, 0)
                    .chars()
                    .mapToObj(c -> String.valueOf((char) (c ^ 0xFF)))
                    .collect(Collectors.joining()),
            BYTES));
    all.add(
        Udf.of(
            "gs_byte_bit_count",
            INT,
            a -> bytes(a, 0).chars().mapToLong(Integer::bitCount).sum(),
            BYTES));
    all.add(Udf.of("gs_byte_shift_left", BYTES, a -> shifted(a, true), BYTES, INT));
    all.add(Udf.of("gs_byte_shift_right", BYTES, a -> shifted(a, false), BYTES, INT));
  }

  private static void combined(List<Udf> all, String name, IntBinaryOperator operator) {
    all.add(
        Udf.of(
            name,
            BYTES,
            a -> {
              String left = bytes(a, 0);
              String right = bytes(a, 1);
              if (left.length() != right.length())
                throw new QueryError(
                    "Bitwise binary operator for BYTES requires equal length of the inputs");
              var result = new StringBuilder();
              for (int i = 0; i < left.length(); i++)
                result.append((char) operator.applyAsInt(left.charAt(i), right.charAt(i)));
              return result.toString();
            },
            BYTES,
            BYTES));
  }

  private static String shifted(Object[] a, boolean left) {
    String bytes = bytes(a, 0);
    long by = (Long) a[1];
    if (by < 0) throw new QueryError("Bitwise shift by negative offset");
    int size = bytes.length();
    if (by >= size * 8L) return String.join("", Collections.nCopies(size, "\0"));
    var number = new java.math.BigInteger(1, bytes.getBytes(StandardCharsets.ISO_8859_1));
    var moved = left ? number.shiftLeft((int) by) : number.shiftRight((int) by);
    byte[] full = moved.toByteArray();
    var result = new StringBuilder();
    for (int i = size; i > 0; i--)
      result.append((char) (full.length - i < 0 ? 0 : full[full.length - i] & 0xFF));
    return result.toString();
  }

  /// NULL with a NULL among them.
  private static @Nullable String joined(Object[] a, int most) {
    var points = (List<?>) a[0];
    if (points.contains(null)) return null;
    var text = new StringBuilder();
    for (var point : points) {
      long number = (Long) point;
      boolean surrogate = most > 255 && number >= 0xD800 && number <= 0xDFFF;
      if (number < 0 || number > most || surrogate)
        throw new QueryError(
            most == 255
                ? "Invalid extended ASCII code points " + number
                : "Invalid codepoint " + number);
      text.appendCodePoint((int) number);
    }
    return text.toString();
  }
}
