package convergence.warehouse;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A typed scalar that travels to SQL as a parameter, never as text.
///
/// @param type STRING, INT64, FLOAT64, NUMERIC, BOOL, DATE or TIMESTAMP
/// @param text canonical form: decimal digits, `true`/`false`, ISO 8601 dates and instants; null is NULL
public record SqlValue(SqlType type, @Nullable String text) {
  public SqlValue {
    switch (type) {
      case STRING, INT64, FLOAT64, NUMERIC, BOOL, DATE, TIMESTAMP -> {}
      case BYTES,
          BIGNUMERIC,
          DATETIME,
          TIME,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          throw new IllegalArgumentException("not a parameter type: " + type);
    }
  }

  public static SqlValue of(String value) {
    return new SqlValue(SqlType.STRING, value);
  }

  public static SqlValue of(long value) {
    return new SqlValue(SqlType.INT64, Long.toString(value));
  }

  public static SqlValue of(double value) {
    return new SqlValue(SqlType.FLOAT64, Double.toString(value));
  }

  public static SqlValue of(BigDecimal value) {
    return new SqlValue(SqlType.NUMERIC, value.toPlainString());
  }

  public static SqlValue of(boolean value) {
    return new SqlValue(SqlType.BOOL, Boolean.toString(value));
  }

  public static SqlValue of(LocalDate value) {
    return new SqlValue(SqlType.DATE, value.toString());
  }

  public static SqlValue of(Instant value) {
    return new SqlValue(SqlType.TIMESTAMP, value.toString());
  }
}
