package convergence.warehouse;

import org.jspecify.annotations.Nullable;

/// GoogleSQL's column types; STRUCT and ARRAY are told by [Column]. A RANGE is one of three, by what it is a range of.
/// `toString` is the type as GoogleSQL writes it.
public enum SqlType {
  STRING,
  BYTES,
  INT64,
  FLOAT64,
  NUMERIC,
  BIGNUMERIC,
  BOOL,
  DATE,
  DATETIME,
  TIME,
  TIMESTAMP,
  INTERVAL,
  JSON,
  GEOGRAPHY,
  RANGE_DATE(DATE),
  RANGE_DATETIME(DATETIME),
  RANGE_TIMESTAMP(TIMESTAMP),
  STRUCT;

  private final @Nullable SqlType bound;

  SqlType() {
    this(null);
  }

  SqlType(@Nullable SqlType bound) {
    this.bound = bound;
  }

  /// @return what a RANGE begins and ends with; null for another type
  public @Nullable SqlType bound() {
    return bound;
  }

  /// @return the RANGE of this type
  /// @throws IllegalArgumentException where there is none
  public SqlType range() {
    return switch (this) {
      case DATE -> RANGE_DATE;
      case DATETIME -> RANGE_DATETIME;
      case TIMESTAMP -> RANGE_TIMESTAMP;
      default -> throw new IllegalArgumentException("no RANGE of " + this);
    };
  }

  @Override
  public String toString() {
    return bound == null ? name() : "RANGE<" + bound + ">";
  }
}
