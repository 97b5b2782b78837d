package convergence.plan;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// What reading costs.
///
/// @param usdPerTib US dollars for 2^40 bytes, BigQuery's on-demand price by default
@ConfigurationProperties("convergence.plan")
public record PlanPrice(@Bindable(defaultValue = "6.25") BigDecimal usdPerTib) {
  private static final BigDecimal TIB = BigDecimal.valueOf(1L << 40);
  private static final int DIGITS = 12;

  public PlanPrice {
    if (usdPerTib.signum() < 0)
      throw new IllegalArgumentException("BQ_USD_PER_TIB is a price, not " + usdPerTib);
  }

  BigDecimal of(long bytes) {
    var price =
        usdPerTib.multiply(BigDecimal.valueOf(bytes)).divide(TIB, DIGITS, RoundingMode.HALF_UP);
    return price.signum() == 0 ? BigDecimal.ZERO : price.stripTrailingZeros();
  }
}
