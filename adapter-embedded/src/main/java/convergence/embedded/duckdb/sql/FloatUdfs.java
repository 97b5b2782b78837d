package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BOOL;
import static convergence.embedded.duckdb.sql.Udf.Kind.FLOAT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// FLOAT64 functions, with GoogleSQL's errors where DuckDB gives NaN or infinity, and the casts between texts and numbers.
final class FloatUdfs {
  private static final Pattern FLOAT_TEXT =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern HEX_TEXT =
      Pattern.compile("[+-]?0x([0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(p[+-]?\\d+)?");
  private static final Pattern INT_TEXT = Pattern.compile("([+-]?)(0[xX])?([0-9a-fA-F]+)");

  private FloatUdfs() {}

  static List<Udf> all() {
    List<Udf> all = new ArrayList<>();
    all.add(Udf.of("gs_float_text", TEXT, a -> text((Double) a[0]), FLOAT));
    all.add(Udf.of("gs_parse_float", FLOAT, a -> parse((String) a[0]), TEXT));
    all.add(Udf.of("gs_parse_int", INT, a -> parseInt((String) a[0]), TEXT));
    all.add(Udf.of("gs_parse_bool", BOOL, a -> parseBool((String) a[0]), TEXT));
    all.add(Udf.of("gs_shift_left", INT, a -> shift(a, true), INT, INT));
    all.add(Udf.of("gs_shift_right", INT, a -> shift(a, false), INT, INT));
    all.add(Udf.of("gs_float_round", FLOAT, a -> atDigits(a, RoundingMode.HALF_UP), FLOAT, INT));
    all.add(Udf.of("gs_float_trunc", FLOAT, a -> atDigits(a, RoundingMode.DOWN), FLOAT, INT));
    all.add(Udf.of("gs_log", FLOAT, FloatUdfs::log, FLOAT, FLOAT));
    return all;
  }

  private static double log(Object[] a) {
    double x = (Double) a[0];
    double base = (Double) a[1];
    if (x == Double.NEGATIVE_INFINITY || Double.isInfinite(base)) return Double.NaN;
    boolean finite = Double.isFinite(x) && Double.isFinite(base);
    if (finite && (x <= 0 || base <= 0 || base == 1))
      throw new QueryError("Floating point error in function: LOG");
    return Math.log(x) / Math.log(base);
  }

  private static long shift(Object[] a, boolean left) {
    long value = (Long) a[0];
    long by = (Long) a[1];
    if (by < 0) throw new QueryError("Bitwise binary shift by a negative value");
    if (by >= 64) return 0;
    return left ? value << by : value >>> by;
  }

  private static double atDigits(Object[] a, RoundingMode mode) {
    double value = (Double) a[0];
    long digits = (Long) a[1];
    if (!Double.isFinite(value) || value == 0 || digits > 330) return value;
    if (digits < -330) return Math.copySign(0, value);
    // BigQuery computes with 80 bits, where it may round to a number beyond.
    if (Math.abs(value) == Double.MAX_VALUE && mode == RoundingMode.HALF_UP)
      throw QueryError.unsupported("ROUND of the greatest FLOAT64");
    double rounded = new BigDecimal(value).setScale((int) digits, mode).doubleValue();
    if (Double.isInfinite(rounded))
      throw new QueryError("Floating point overflow in function: ROUND");
    return rounded == 0 ? Math.copySign(0, value) : rounded;
  }

  /// The shorter of 15 and 17 digits that reads back as the same number, as `%g` writes it.
  static String text(double value) {
    if (Double.isNaN(value)) return "nan";
    if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
    // BigQuery writes -0.0 without its sign.
    if (value == 0) return "0";
    String shorter = digits(value, 15);
    return Double.parseDouble(shorter) == value ? shorter : digits(value, 17);
  }

  private static String digits(double value, int precision) {
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(precision, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    BigDecimal stripped = rounded.stripTrailingZeros();
    if (exponent >= -4 && exponent < precision) return stripped.toPlainString();
    BigDecimal mantissa = stripped.movePointLeft(exponent).stripTrailingZeros();
    String sign = exponent < 0 ? "-" : "+";
    String size = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return mantissa.toPlainString() + "e" + sign + size;
  }

  static double parse(String text) {
    String trimmed = text.strip();
    String lower = trimmed.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "nan", "+nan", "-nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        boolean hex = HEX_TEXT.matcher(lower).matches();
        if (!hex && !FLOAT_TEXT.matcher(trimmed).matches())
          throw new QueryError("Bad double value: " + text);
        yield Double.parseDouble(hex && !lower.contains("p") ? trimmed + "p0" : trimmed);
      }
    };
  }

  private static long parseInt(String text) {
    var parts = INT_TEXT.matcher(text.strip());
    if (!parts.matches()) throw new QueryError("Bad int64 value: " + text);
    try {
      return Long.parseLong(parts.group(1) + parts.group(3), parts.group(2) == null ? 10 : 16);
    } catch (NumberFormatException e) {
      throw new QueryError("Bad int64 value: " + text);
    }
  }

  private static boolean parseBool(String text) {
    if (text.equalsIgnoreCase("true")) return true;
    if (text.equalsIgnoreCase("false")) return false;
    throw new QueryError("Bad bool value: " + text);
  }
}
