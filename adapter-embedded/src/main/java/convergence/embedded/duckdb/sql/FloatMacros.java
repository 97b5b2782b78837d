package convergence.embedded.duckdb.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Functions of FLOAT64 by the C library, as the service's: Java's differ in the last digit, which a cast to STRING
/// shows. What is finite must stay so: infinity and NaN come only of themselves.
final class FloatMacros {
  private static final String NAN = "CAST('NaN' AS DOUBLE)";

  private FloatMacros() {}

  static List<String> bodies() {
    List<String> bodies = new ArrayList<>();
    for (var name : List.of("sin", "cos", "tan")) bodies.add(ofFinite(name, name + "(a)"));
    bodies.add(ofFinite("sec", "1 / cos(a)"));
    bodies.add(ofFinite("cot", finite("cot", "1 / tan(a)")));
    bodies.add(ofFinite("csc", finite("csc", "1 / sin(a)")));
    for (var name : List.of("asin", "acos")) bodies.add(within(name, "abs(a) > 1"));
    bodies.add(within("acosh", "a < 1"));
    bodies.add(within("atanh", "abs(a) >= 1"));
    for (var name : List.of("sinh", "cosh", "exp")) bodies.add(whole(name, name + "(a)"));
    bodies.add("gs_asinh(a) AS asinh(a)");
    bodies.add("gs_sech(a) AS (1 / cosh(a))");
    bodies.add(whole("coth", "1 / tanh(a)"));
    bodies.add(whole("csch", "1 / sinh(a)"));
    bodies.add(
        "gs_ln(a) AS CASE WHEN a = CAST('-Infinity' AS DOUBLE) THEN "
            + NAN
            + " WHEN a <= 0 THEN "
            + fails("ln")
            + " ELSE ln(a) END");
    bodies.add(
        "gs_pow(a, b) AS CASE WHEN isfinite(a) AND isfinite(b) AND NOT isfinite(pow(a, b)) THEN"
            + " CAST(gs_fail('Floating point error in function: POW(' || gs_float_text(a) || ', '"
            + " || gs_float_text(b) || ')') AS DOUBLE) ELSE pow(a, b) END");
    return bodies;
  }

  /// DuckDB raises an error for infinity.
  private static String ofFinite(String name, String value) {
    return "gs_%s(a) AS CASE WHEN isfinite(a) THEN %s ELSE a * %s END".formatted(name, value, NAN);
  }

  private static String whole(String name, String value) {
    return "gs_"
        + name
        + "(a) AS CASE WHEN isfinite(a) THEN "
        + finite(name, value)
        + " ELSE "
        + value
        + " END";
  }

  private static String finite(String name, String value) {
    return "CASE WHEN isfinite(%s) THEN %s ELSE %s END".formatted(value, value, fails(name));
  }

  /// @param outside where the function is not defined; DuckDB raises an error there
  private static String within(String name, String outside) {
    return "gs_%s(a) AS CASE WHEN %s THEN CASE WHEN isfinite(a) THEN %s ELSE %s END ELSE %s(a) END"
        .formatted(name, outside + " AND NOT isnan(a)", fails(name), NAN, name);
  }

  private static String fails(String name) {
    return "CAST(gs_fail('Floating point error in function: "
        + name.toUpperCase(Locale.ROOT)
        + "(' || gs_float_text(a) || ')') AS DOUBLE)";
  }
}
