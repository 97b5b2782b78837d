package convergence.embedded.duckdb.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function in Java. A NULL argument gives NULL without a call.
///
/// @param name begins with `gs_`
record Udf(String name, Kind result, List<Kind> parameters, Body body) {
  Udf {
    parameters = List.copyOf(parameters);
  }

  static Udf of(String name, Kind result, Body body, Kind... parameters) {
    return new Udf(name, result, List.of(parameters), body);
  }

  /// The types that DuckDB hands over to Java. BYTES travel as hex, TIME as microseconds.
  enum Kind {
    /// `String`
    TEXT,
    /// `Long`
    INT,
    /// `Double`
    FLOAT,
    /// `java.math.BigDecimal` of scale 9
    NUMERIC,
    /// `Boolean`
    BOOL,
    /// `java.time.LocalDate`
    DATE,
    /// `java.time.LocalDateTime`
    DATETIME,
    /// `java.time.OffsetDateTime` in UTC
    TIMESTAMP
  }

  @FunctionalInterface
  interface Body {
    /// @param arguments none is null
    /// @return null for NULL
    @Nullable Object apply(Object[] arguments);
  }
}
