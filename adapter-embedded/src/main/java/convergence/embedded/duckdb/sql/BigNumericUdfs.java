package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BIGNUMERIC;
import static convergence.embedded.duckdb.sql.Udf.Kind.FLOAT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.NUMERIC;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// BIGNUMERIC. BigQuery's has 38 digits before and 38 after the point; what DuckDB can hold of it are 20 and 18. A
/// value that needs more is refused, never rounded.
final class BigNumericUdfs {
  private static final int SCALE = 38;
  private static final int HELD = 18;
  private static final BigDecimal HOLDS = BigDecimal.TEN.pow(20);
  private static final BigDecimal MAX =
      new BigDecimal(
          "578960446186580977117854925043439539266.34992332820282019728792003956564819967");

  private BigNumericUdfs() {}

  static List<Udf> all() {
    return List.of(
        pair("gs_big_plus", (a, b) -> fit(a.add(b))),
        pair("gs_big_minus", (a, b) -> fit(a.subtract(b))),
        pair("gs_big_times", (a, b) -> fit(a.multiply(b))),
        pair("gs_big_over", (a, b) -> fit(over(a, b))),
        pair("gs_big_div", (a, b) -> fit(divisor(a, b).divideToIntegralValue(b))),
        pair("gs_big_mod", (a, b) -> fit(divisor(a, b).remainder(b))),
        Udf.of(
            "gs_big_mean",
            BIGNUMERIC,
            a -> fit(over(number(a, 0), BigDecimal.valueOf((Long) a[1]))),
            BIGNUMERIC,
            INT),
        Udf.of("gs_big_round", BIGNUMERIC, a -> at(a, RoundingMode.HALF_UP), BIGNUMERIC, INT),
        Udf.of("gs_big_trunc", BIGNUMERIC, a -> at(a, RoundingMode.DOWN), BIGNUMERIC, INT),
        Udf.of("gs_big_ceil", BIGNUMERIC, a -> whole(a, RoundingMode.CEILING), BIGNUMERIC),
        Udf.of("gs_big_floor", BIGNUMERIC, a -> whole(a, RoundingMode.FLOOR), BIGNUMERIC),
        Udf.of("gs_big_of_numeric", BIGNUMERIC, a -> fit(number(a, 0)), NUMERIC),
        Udf.of("gs_big_of_float", BIGNUMERIC, a -> ofFloat((Double) a[0]), FLOAT),
        Udf.of("gs_big_to_numeric", NUMERIC, a -> NumericUdfs.fit(number(a, 0)), BIGNUMERIC),
        Udf.of("gs_big_to_float", FLOAT, a -> number(a, 0).doubleValue(), BIGNUMERIC),
        Udf.of("gs_big_to_int", INT, a -> toInt(number(a, 0)), BIGNUMERIC),
        Udf.of("gs_parse_big", BIGNUMERIC, a -> parse((String) a[0]), TEXT));
  }

  private interface Pair {
    BigDecimal of(BigDecimal a, BigDecimal b);
  }

  private static Udf pair(String name, Pair pair) {
    return Udf.of(
        name, BIGNUMERIC, a -> pair.of(number(a, 0), number(a, 1)), BIGNUMERIC, BIGNUMERIC);
  }

  private static BigDecimal number(Object[] arguments, int index) {
    return (BigDecimal) arguments[index];
  }

  /// @param value as exact as BigQuery has it
  private static BigDecimal fit(BigDecimal value) {
    BigDecimal rounded = value.setScale(SCALE, RoundingMode.HALF_UP);
    if (rounded.abs().compareTo(MAX) > 0) throw new QueryError("BIGNUMERIC overflow");
    if (rounded.abs().compareTo(HOLDS) >= 0)
      throw QueryError.unsupported("a BIGNUMERIC of more than 20 digits before the point");
    if (rounded.stripTrailingZeros().scale() > HELD)
      throw QueryError.unsupported("a BIGNUMERIC of more than 18 digits after the point");
    return rounded.setScale(HELD, RoundingMode.UNNECESSARY);
  }

  private static BigDecimal divisor(BigDecimal a, BigDecimal b) {
    if (b.signum() == 0)
      throw new QueryError("division by zero: " + a.stripTrailingZeros().toPlainString() + " / 0");
    return a;
  }

  private static BigDecimal over(BigDecimal a, BigDecimal b) {
    return divisor(a, b).divide(b, SCALE, RoundingMode.HALF_UP);
  }

  private static BigDecimal at(Object[] a, RoundingMode mode) {
    long digits = Math.clamp((Long) a[1], -SCALE, SCALE);
    return fit(number(a, 0).setScale((int) digits, mode));
  }

  private static BigDecimal whole(Object[] a, RoundingMode mode) {
    return fit(number(a, 0).setScale(0, mode));
  }

  private static BigDecimal ofFloat(double value) {
    if (!Double.isFinite(value))
      throw new QueryError("Illegal conversion of non-finite floating point number to BIGNUMERIC");
    return fit(new BigDecimal(value));
  }

  private static long toInt(BigDecimal value) {
    try {
      return value.setScale(0, RoundingMode.HALF_UP).longValueExact();
    } catch (ArithmeticException e) {
      throw new QueryError("int64 out of range: " + value.stripTrailingZeros().toPlainString());
    }
  }

  private static BigDecimal parse(String text) {
    if (!NumericUdfs.isNumber(text)) throw new QueryError("Invalid BIGNUMERIC value: " + text);
    return fit(new BigDecimal(text.strip()));
  }
}
