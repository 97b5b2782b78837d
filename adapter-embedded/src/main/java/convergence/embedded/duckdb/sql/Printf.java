package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BYTES;
import static convergence.embedded.duckdb.sql.Udf.Kind.FLOAT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// One element of a format of FORMAT, as C writes it.
///
/// @param precision -1: none was written
record Printf(String flags, int width, int precision, char type) {
  private static final Pattern SPEC =
      Pattern.compile("%([-+ #0']*)(-?\\d*)(?:\\.(-?\\d*))?([a-zA-Z])");
  private static final int MOST = 1 << 20;

  static List<Udf> udfs() {
    return List.of(
        Udf.of("gs_format_int", TEXT, a -> of(a).integer((Long) a[1]), TEXT, INT),
        Udf.of("gs_format_float", TEXT, a -> of(a).real((Double) a[1]), TEXT, FLOAT),
        Udf.of(
            "gs_format_decimal",
            TEXT,
            a -> of(a).decimal(new BigDecimal((String) a[1])),
            TEXT,
            TEXT),
        Udf.of("gs_format_text", TEXT, a -> of(a).text((String) a[1]), TEXT, TEXT),
        Udf.of("gs_sql_string", TEXT, a -> quoted((String) a[0]), TEXT),
        Udf.of("gs_sql_bytes", TEXT, a -> quotedBytes((String) a[0]), BYTES),
        Udf.of("gs_sql_float", TEXT, a -> sqlFloat((Double) a[0]), FLOAT));
  }

  private static Printf of(Object[] a) {
    var parts = SPEC.matcher((String) a[0]);
    if (!parts.matches()) throw new QueryError("Invalid format specifier " + a[0]);
    String flags = parts.group(1);
    int width = parts.group(2).isEmpty() ? 0 : Integer.parseInt(parts.group(2));
    int precision = -1;
    if (parts.group(3) != null)
      precision = parts.group(3).isEmpty() ? 0 : Integer.parseInt(parts.group(3));
    if (Math.abs(width) > MOST || precision > MOST)
      throw new QueryError("FORMAT gives too long a text");
    return new Printf(
        width < 0 ? flags + "-" : flags, Math.abs(width), precision, parts.group(4).charAt(0));
  }

  private boolean has(char flag) {
    return flags.indexOf(flag) >= 0;
  }

  String text(String value) {
    int[] chars = value.codePoints().toArray();
    String cut =
        precision >= 0 && precision < chars.length ? new String(chars, 0, precision) : value;
    return padded("", cut, false);
  }

  /// @param zeros may fill instead of spaces
  private String padded(String sign, String digits, boolean zeros) {
    int length = sign.length() + digits.codePointCount(0, digits.length());
    if (length >= width) return sign + digits;
    if (has('-')) return sign + digits + " ".repeat(width - length);
    return zeros && has('0')
        ? sign + "0".repeat(width - length) + digits
        : " ".repeat(width - length) + sign + digits;
  }

  private String sign(boolean negative) {
    return negative ? "-" : has('+') ? "+" : has(' ') ? " " : "";
  }

  String integer(long value) {
    BigInteger size = BigInteger.valueOf(value).abs();
    String digits =
        switch (type) {
          case 'o' -> size.toString(8);
          case 'x' -> size.toString(16);
          case 'X' -> size.toString(16).toUpperCase(Locale.ROOT);
          default -> size.toString();
        };
    if (has('\'')) digits = grouped(digits, type == 'd' || type == 'i' ? 3 : 4, type);
    if (precision > digits.length()) digits = "0".repeat(precision - digits.length()) + digits;
    if (precision == 0 && value == 0) digits = "";
    String prefix = "";
    if (has('#')) prefix = type == 'x' ? "0x" : type == 'X' ? "0X" : type == 'o' ? "0" : "";
    if (value == 0) prefix = "";
    return padded(sign(value < 0) + prefix, digits, precision < 0);
  }

  private static String grouped(String digits, int size, char type) {
    var text = new StringBuilder(digits);
    char between =
        type == 'd' || type == 'i' || type == 'f' || type == 'F' || type == 'g' ? ',' : ':';
    for (int i = digits.length() - size; i > 0; i -= size) text.insert(i, between);
    return text.toString();
  }

  String real(double value) {
    if (!Double.isFinite(value)) {
      String word = Double.isNaN(value) ? "nan" : "inf";
      boolean upper = Character.isUpperCase(type);
      return padded(sign(value < 0), upper ? word.toUpperCase(Locale.ROOT) : word, false);
    }
    boolean negative = value < 0 || (value == 0 && 1 / value < 0);
    return number(negative, new BigDecimal(value).abs(), RoundingMode.HALF_EVEN);
  }

  String decimal(BigDecimal value) {
    return number(value.signum() < 0, value.abs(), RoundingMode.HALF_UP);
  }

  private String number(boolean negative, BigDecimal size, RoundingMode rounding) {
    int digits = precision < 0 ? 6 : precision;
    String text =
        switch (Character.toLowerCase(type)) {
          case 'f' -> fixed(size.setScale(digits, rounding));
          case 'e' -> scientific(size, digits, rounding, false);
          default -> general(size, Math.max(1, digits), rounding);
        };
    if (Character.isUpperCase(type)) text = text.toUpperCase(Locale.ROOT);
    if (has('\'') && text.indexOf('e') < 0) {
      int point = text.indexOf('.') < 0 ? text.length() : text.indexOf('.');
      text = grouped(text.substring(0, point), 3, 'f') + text.substring(point);
    }
    return padded(sign(negative), text, true);
  }

  private String fixed(BigDecimal rounded) {
    return rounded.toPlainString() + (rounded.scale() == 0 && has('#') ? "." : "");
  }

  private String scientific(BigDecimal size, int digits, RoundingMode rounding, boolean trim) {
    int exponent = 0;
    BigDecimal mantissa = BigDecimal.ZERO.setScale(digits);
    if (size.signum() != 0) {
      exponent = size.precision() - size.scale() - 1;
      mantissa = size.movePointLeft(exponent).setScale(digits, rounding);
      if (mantissa.precision() - mantissa.scale() > 1) {
        exponent++;
        mantissa = size.movePointLeft(exponent).setScale(digits, rounding);
      }
    }
    String written = trim ? trimmed(mantissa) : fixed(mantissa);
    return "%se%s%02d".formatted(written, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String trimmed(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private String general(BigDecimal size, int digits, RoundingMode rounding) {
    if (size.signum() == 0) return has('#') ? "0." + "0".repeat(digits - 1) : "0";
    BigDecimal rounded = size.round(new java.math.MathContext(digits, rounding));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= digits)
      return scientific(size, digits - 1, rounding, !has('#'));
    BigDecimal plain = size.setScale(Math.max(0, digits - 1 - exponent), rounding);
    return has('#') ? fixed(plain) : trimmed(plain);
  }

  /// As a literal of GoogleSQL.
  private static String quoted(String text) {
    boolean single = text.indexOf('"') >= 0 && text.indexOf('\'') < 0;
    char quote = single ? '\'' : '"';
    var out = new StringBuilder().append(quote);
    text.codePoints().forEach(c -> escape(c, quote, out, true));
    return out.append(quote).toString();
  }

  private static String quotedBytes(String bytes) {
    boolean single = bytes.indexOf('"') >= 0 && bytes.indexOf('\'') < 0;
    char quote = single ? '\'' : '"';
    var out = new StringBuilder("b").append(quote);
    bytes.chars().forEach(c -> escape(c, quote, out, false));
    return out.append(quote).toString();
  }

  private static void escape(int c, char quote, StringBuilder out, boolean unicode) {
    if (!unicode && (c < ' ' || c > 126)) {
      out.append("\\x%02x".formatted(c));
      return;
    }
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (c == quote) out.append('\\').appendCodePoint(c);
        else if (c < ' ' || c == 127) out.append("\\x%02x".formatted(c));
        else out.appendCodePoint(c);
      }
    }
  }

  private static String sqlFloat(double value) {
    if (!Double.isFinite(value)) return "CAST(\"" + FloatUdfs.text(value) + "\" AS FLOAT64)";
    String text = FloatUdfs.text(value);
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }
}
