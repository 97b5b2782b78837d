package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.FLOAT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.NUMERIC;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Pattern;

/// NUMERIC: 29 digits before and 9 after the point, rounded half away from zero, an error beyond.
final class NumericUdfs {
  static final int SCALE = 9;
  private static final BigDecimal MAX = new BigDecimal("99999999999999999999999999999.999999999");
  private static final BigDecimal CERTAIN = BigDecimal.TEN.pow(10);
  private static final Pattern NUMBER =
      Pattern.compile("\\s*([+-]?)(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*");

  /// PARSE_NUMERIC allows commas and spaces around the sign.
  private static final Pattern LOOSE_SIGN = Pattern.compile("\\s*([+-]?)\\s*(.*?)\\s*([+-]?)\\s*");

  private NumericUdfs() {}

  static List<Udf> all() {
    return List.of(
        Udf.of(
            "gs_numeric_times",
            NUMERIC,
            a -> fit(number(a, 0).multiply(number(a, 1))),
            NUMERIC,
            NUMERIC),
        Udf.of("gs_numeric_over", NUMERIC, NumericUdfs::divide, NUMERIC, NUMERIC),
        Udf.of("gs_numeric_div", NUMERIC, NumericUdfs::div, NUMERIC, NUMERIC),
        Udf.of("gs_numeric_mod", NUMERIC, NumericUdfs::mod, NUMERIC, NUMERIC),
        Udf.of(
            "gs_numeric_mean",
            NUMERIC,
            a ->
                fit(
                    number(a, 0)
                        .divide(BigDecimal.valueOf((Long) a[1]), SCALE, RoundingMode.HALF_UP)),
            NUMERIC,
            INT),
        Udf.of("gs_numeric_round", NUMERIC, a -> atDigits(a, RoundingMode.HALF_UP), NUMERIC, INT),
        Udf.of("gs_numeric_trunc", NUMERIC, a -> atDigits(a, RoundingMode.DOWN), NUMERIC, INT),
        Udf.of(
            "gs_numeric_ceil",
            NUMERIC,
            a -> fit(number(a, 0).setScale(0, RoundingMode.CEILING)),
            NUMERIC),
        Udf.of(
            "gs_numeric_floor",
            NUMERIC,
            a -> fit(number(a, 0).setScale(0, RoundingMode.FLOOR)),
            NUMERIC),
        Udf.of("gs_numeric_sqrt", NUMERIC, NumericUdfs::sqrt, NUMERIC),
        Udf.of(
            "gs_numeric_exp", NUMERIC, a -> told(fit(BigMath.exp(number(a, 0))), "EXP"), NUMERIC),
        Udf.of("gs_numeric_ln", NUMERIC, a -> fit(ln(number(a, 0), "LN")), NUMERIC),
        Udf.of("gs_numeric_log10", NUMERIC, a -> fit(log(number(a, 0), BigDecimal.TEN)), NUMERIC),
        Udf.of(
            "gs_numeric_log", NUMERIC, a -> fit(log(number(a, 0), number(a, 1))), NUMERIC, NUMERIC),
        Udf.of("gs_numeric_pow", NUMERIC, NumericUdfs::pow, NUMERIC, NUMERIC),
        Udf.of("gs_numeric_cbrt", NUMERIC, a -> fit(cbrt(number(a, 0))), NUMERIC),
        Udf.of("gs_numeric_round_as", NUMERIC, NumericUdfs::roundAs, NUMERIC, INT, TEXT),
        Udf.of("gs_numeric_to_float_exactly", FLOAT, a -> number(a, 0).doubleValue(), NUMERIC),
        Udf.of("gs_float_to_numeric_exactly", NUMERIC, NumericUdfs::ofFloat, FLOAT),
        Udf.of("gs_parse_numeric", NUMERIC, a -> parse((String) a[0]), TEXT),
        Udf.of("gs_parse_numeric_function", NUMERIC, a -> parseLoosely((String) a[0]), TEXT));
  }

  private static BigDecimal number(Object[] arguments, int index) {
    return (BigDecimal) arguments[index];
  }

  static BigDecimal fit(BigDecimal exact) {
    BigDecimal value = exact.setScale(SCALE, RoundingMode.HALF_UP);
    if (value.abs().compareTo(MAX) > 0) throw new QueryError("numeric overflow");
    return value;
  }

  private static BigDecimal divide(Object[] a) {
    checkDivisor(a, "%s / 0");
    return fit(number(a, 0).divide(number(a, 1), SCALE, RoundingMode.HALF_UP));
  }

  private static BigDecimal div(Object[] a) {
    checkDivisor(a, "%s / 0");
    return fit(number(a, 0).divideToIntegralValue(number(a, 1)));
  }

  private static BigDecimal mod(Object[] a) {
    checkDivisor(a, "MOD(%s, 0)");
    return fit(number(a, 0).remainder(number(a, 1)));
  }

  /// @param call as the message shows it
  private static void checkDivisor(Object[] a, String call) {
    if (number(a, 1).signum() == 0)
      throw new QueryError(
          "division by zero: " + call.formatted(number(a, 0).stripTrailingZeros().toPlainString()));
  }

  private static BigDecimal atDigits(Object[] a, RoundingMode mode) {
    long digits = Math.clamp((Long) a[1], -40, SCALE);
    return fit(number(a, 0).setScale((int) digits, mode));
  }

  private static BigDecimal sqrt(Object[] a) {
    if (number(a, 0).signum() < 0) throw new QueryError("SQRT of a negative number");
    return fit(number(a, 0).sqrt(new MathContext(60)));
  }

  private static BigDecimal pow(Object[] a) {
    BigDecimal x = number(a, 0);
    BigDecimal y = number(a, 1);
    BigDecimal result = fit(BigMath.pow(x, y));
    boolean exact = isWhole(x) && isWhole(y) && y.signum() >= 0;
    boolean simple = isWhole(y) && y.abs().compareTo(BigDecimal.TWO) <= 0;
    return exact || simple ? result : told(result, "POW");
  }

  private static boolean isWhole(BigDecimal x) {
    return x.stripTrailingZeros().scale() <= 0;
  }

  /// BigQuery computes with 94 binary places, which great results show in their last digits.
  private static BigDecimal told(BigDecimal exact, String function) {
    if (exact.abs().compareTo(CERTAIN) >= 0)
      throw QueryError.unsupported("a NUMERIC of more than ten digits from " + function);
    return exact;
  }

  private static BigDecimal ln(BigDecimal x, String function) {
    if (x.signum() <= 0)
      throw new QueryError(
          function
              + " is undefined for zero or negative value: "
              + x.stripTrailingZeros().toPlainString());
    return BigMath.ln(x);
  }

  private static BigDecimal log(BigDecimal x, BigDecimal base) {
    BigDecimal divisor = ln(base, "LOG");
    if (divisor.signum() == 0) throw new QueryError("LOG is undefined for base 1");
    return ln(x, "LOG").divide(divisor, new MathContext(100));
  }

  private static BigDecimal cbrt(BigDecimal x) {
    if (x.signum() == 0) return x;
    BigDecimal root =
        BigMath.exp(BigMath.ln(x.abs()).divide(BigDecimal.valueOf(3), new MathContext(100)));
    return x.signum() < 0 ? root.negate() : root;
  }

  private static BigDecimal roundAs(Object[] a) {
    return atDigits(
        a,
        switch ((String) a[2]) {
          case "ROUND_HALF_EVEN" -> RoundingMode.HALF_EVEN;
          case "ROUND_HALF_AWAY_FROM_ZERO" -> RoundingMode.HALF_UP;
          default -> throw new QueryError("Invalid rounding mode " + a[2]);
        });
  }

  private static BigDecimal ofFloat(Object[] a) {
    double value = (Double) a[0];
    if (!Double.isFinite(value))
      throw new QueryError("Illegal conversion of non-finite floating point number to numeric");
    try {
      return fit(new BigDecimal(value));
    } catch (QueryError e) {
      throw new QueryError("numeric out of range: " + value);
    }
  }

  static boolean isNumber(String text) {
    String digits = text.strip();
    int exponent = Math.max(digits.indexOf('e'), digits.indexOf('E'));
    // No exponent of a NUMERIC has more digits; BigDecimal would take the memory.
    return NUMBER.matcher(text).matches() && (exponent < 0 || digits.length() - exponent <= 6);
  }

  static BigDecimal parse(String text) {
    if (!isNumber(text)) throw new QueryError("Invalid NUMERIC value: " + text);
    try {
      return fit(new BigDecimal(text.strip()));
    } catch (QueryError e) {
      throw new QueryError("Invalid NUMERIC value: " + text);
    }
  }

  private static BigDecimal parseLoosely(String text) {
    var parts = LOOSE_SIGN.matcher(text);
    if (!parts.matches() || (!parts.group(1).isEmpty() && !parts.group(3).isEmpty()))
      throw new QueryError("Invalid input to PARSE_NUMERIC: " + text);
    String number = parts.group(2).replace(",", "");
    if (number.startsWith("+") || number.startsWith("-"))
      throw new QueryError("Invalid input to PARSE_NUMERIC: " + text);
    return parse(parts.group(1) + parts.group(3) + number);
  }
}
