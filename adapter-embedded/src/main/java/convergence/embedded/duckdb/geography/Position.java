package convergence.embedded.duckdb.geography;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Degrees of longitude and latitude.
record Position(double longitude, double latitude) {
  private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

  /// Zero has no sign, so that equal positions are equal records.
  Position {
    longitude += 0.0;
    latitude += 0.0;
  }

  /// @throws GeographyFault outside of the sphere
  static Position of(double longitude, double latitude) {
    if (!(latitude >= -90 && latitude <= 90))
      throw GeographyFault.wrong("Latitude must be between -90 and 90 degrees.");
    if (!Double.isFinite(longitude)) throw GeographyFault.wrong("Longitude must be finite.");
    return longitude >= -180 && longitude <= 180
        ? new Position(longitude, latitude)
        : new Position(Math.IEEEremainder(longitude, 360), latitude);
  }

  Direction direction() {
    double phi = Math.toRadians(latitude);
    double theta = Math.toRadians(longitude);
    double cosine = Math.cos(phi);
    return new Direction(Math.cos(theta) * cosine, Math.sin(theta) * cosine, Math.sin(phi));
  }

  /// Fifteen digits, as C's `%.15g`.
  static String text(double degrees) {
    if (degrees == 0) return "0";
    var rounded = new BigDecimal(degrees).round(DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 15) return rounded.toPlainString();
    String digits = rounded.unscaledValue().abs().toString();
    return (rounded.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
