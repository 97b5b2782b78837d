package convergence.standalone.demo;

import java.math.BigDecimal;

/// An amount in millionths: six decimals, so that sums are exact however they are added up.
record Money(long micros) {
  static final Money ZERO = new Money(0);

  Money percent(long share) {
    return new Money(micros * share / 100);
  }

  Money plus(Money other) {
    return new Money(micros + other.micros);
  }

  Money negated() {
    return new Money(-micros);
  }

  BigDecimal amount() {
    return BigDecimal.valueOf(micros, 6);
  }

  @Override
  public String toString() {
    var plain = amount().stripTrailingZeros();
    return (plain.signum() == 0 ? BigDecimal.ZERO : plain).toPlainString();
  }
}
