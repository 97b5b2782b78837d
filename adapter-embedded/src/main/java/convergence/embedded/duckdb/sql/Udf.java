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

  /// What the function takes and gives in Java, and how it crosses the border: DuckDB hands over scalars only.
  enum Kind {
    /// `String`
    TEXT,
    /// `Long`
    INT,
    /// `Double`
    FLOAT,
    /// `java.math.BigDecimal` of scale 9
    NUMERIC,
    /// `java.math.BigDecimal` of scale 18
    BIGNUMERIC,
    /// `Boolean`
    BOOL,
    /// `java.time.LocalDate`
    DATE,
    /// `java.time.LocalDateTime`
    DATETIME,
    /// `java.time.OffsetDateTime` in UTC
    TIMESTAMP,
    /// `String` with a character up to 255 for each byte
    BYTES("hex({0})", "unhex({0})"),
    /// [Interval]
    INTERVAL("gs_interval_parts({0})", "CAST({0} AS INTERVAL)"),
    /// JSON's text
    JSON("CAST({0} AS VARCHAR)", "CAST({0} AS JSON)"),
    /// `List` of `String`, null for NULL
    TEXTS("CAST(to_json({0}) AS VARCHAR)", "from_json({0}, '[\"VARCHAR\"]')"),
    /// `List` of `Long`, null for NULL
    INTS("CAST(to_json({0}) AS VARCHAR)", "from_json({0}, '[\"BIGINT\"]')"),
    /// `List` of `Double`, null for NULL; only as an argument
    FLOATS("CAST(to_json(list_transform({0}, lambda f$: CAST(f$ AS VARCHAR))) AS VARCHAR)", ""),
    /// `List` of BYTES
    BYTES_LIST(
        "CAST(to_json(list_transform({0}, lambda b$: hex(b$))) AS VARCHAR)",
        "list_transform(from_json({0}, '[\"VARCHAR\"]'), lambda b$: unhex(b$))");

    private final String in;
    private final String out;

    Kind() {
      this("{0}", "{0}");
    }

    Kind(String in, String out) {
      this.in = in;
      this.out = out;
    }

    /// @return what is handed over for an argument
    String in(String text) {
      return Patterns.fill(in, List.of(text));
    }

    /// @return what the call's value becomes
    String out(String call) {
      return Patterns.fill(out, List.of(call));
    }
  }

  /// DuckDB text of a call.
  String call(List<String> arguments) {
    if (arguments.size() != parameters.size())
      throw new IllegalArgumentException(name + " takes " + parameters.size() + " arguments");
    var text = new StringBuilder(name).append('(');
    for (int i = 0; i < arguments.size(); i++) {
      if (i > 0) text.append(", ");
      text.append(parameters.get(i).in(arguments.get(i)));
    }
    return result.out(text.append(')').toString());
  }

  @FunctionalInterface
  interface Body {
    /// @param arguments none is null
    /// @return null for NULL
    @Nullable Object apply(Object[] arguments);
  }
}
