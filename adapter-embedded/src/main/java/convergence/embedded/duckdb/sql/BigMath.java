package convergence.embedded.duckdb.sql;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Exponential and logarithm of decimals, to more digits than any NUMERIC or BIGNUMERIC has.
final class BigMath {
  private static final MathContext DIGITS = new MathContext(110, RoundingMode.HALF_EVEN);
  private static final BigDecimal TWO = BigDecimal.TWO;
  private static final BigDecimal LN_2 = seriesOfLn(TWO);
  private static final BigDecimal LN_10 = seriesOfLn(BigDecimal.TEN);

  private BigMath() {}

  static BigDecimal exp(BigDecimal x) {
    if (x.compareTo(BigDecimal.valueOf(300)) > 0) throw new QueryError("numeric overflow");
    if (x.compareTo(BigDecimal.valueOf(-300)) < 0) return BigDecimal.ZERO;
    // e^x = (e^(x / 2^12))^(2^12)
    BigDecimal small = x.divide(BigDecimal.valueOf(1 << 12), DIGITS);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; i < 60; i++) {
      term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int i = 0; i < 12; i++) sum = sum.multiply(sum, DIGITS);
    return sum;
  }

  /// @param x greater than zero
  static BigDecimal ln(BigDecimal x) {
    int tens = x.precision() - x.scale();
    BigDecimal small = x.movePointLeft(tens);
    int halves = 0;
    while (small.compareTo(new BigDecimal("0.7")) < 0) {
      small = small.multiply(TWO, DIGITS);
      halves++;
    }
    return seriesOfLn(small)
        .add(LN_10.multiply(BigDecimal.valueOf(tens)), DIGITS)
        .subtract(LN_2.multiply(BigDecimal.valueOf(halves)), DIGITS);
  }

  /// 2 (z + z³/3 + z⁵/5 …) with z = (x - 1) / (x + 1).
  private static BigDecimal seriesOfLn(BigDecimal x) {
    BigDecimal z = x.subtract(BigDecimal.ONE).divide(x.add(BigDecimal.ONE), DIGITS);
    BigDecimal square = z.multiply(z, DIGITS);
    BigDecimal power = z;
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal least = BigDecimal.ONE.movePointLeft(112);
    for (int i = 1; power.abs().compareTo(least) > 0; i += 2) {
      sum = sum.add(power.divide(BigDecimal.valueOf(i), DIGITS), DIGITS);
      power = power.multiply(square, DIGITS);
    }
    return sum.multiply(TWO, DIGITS);
  }

  static BigDecimal pow(BigDecimal x, BigDecimal y) {
    boolean whole = y.stripTrailingZeros().scale() <= 0;
    if (y.signum() == 0) return BigDecimal.ONE;
    if (x.signum() == 0) {
      if (y.signum() < 0) throw new QueryError("Floating point error in function: POW");
      return BigDecimal.ZERO;
    }
    if (x.signum() < 0 && !whole)
      throw new QueryError("Negative NUMERIC value cannot be raised to a fractional power");
    BigDecimal size = x.abs();
    boolean odd = whole && y.toBigInteger().testBit(0);
    BigDecimal result;
    if (whole && y.abs().compareTo(BigDecimal.valueOf(512)) < 0) {
      result = size.pow(y.abs().intValue(), DIGITS);
      if (y.signum() < 0) result = BigDecimal.ONE.divide(result, DIGITS);
    } else {
      result =
          size.compareTo(BigDecimal.ONE) == 0 ? BigDecimal.ONE : exp(y.multiply(ln(size), DIGITS));
    }
    return x.signum() < 0 && odd ? result.negate() : result;
  }
}
