package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Aggregation;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.List;

/// Each plain aggregate function by its signature. What is not here is refused.
final class Aggregates {
  private static final String FINITE =
      "CASE WHEN isfinite(CAST({0} AS DOUBLE)) THEN CAST({0} AS DOUBLE) END";

  private Aggregates() {}

  /// @param type of the first argument
  /// @param distinct `DISTINCT ` or nothing
  /// @param over the window, or nothing
  static String write(
      Aggregation call, IrType type, String distinct, List<String> arguments, String over) {
    var sheet = new Sheet(distinct, arguments, over);
    boolean isFloat = type.is(SqlType.FLOAT64);
    return switch (call.signature().id()) {
      case "FN_COUNT_STAR" -> sheet.of("count(*)");
      case "FN_COUNT", "FN_APPROX_COUNT_DISTINCT" -> {
        // Exact is within what approximate promises.
        if (call.signature().id().equals("FN_APPROX_COUNT_DISTINCT")) {
          yield new Sheet("DISTINCT ", arguments, over).of("count({d}{0})");
        }
        yield sheet.of("count({d}{0})");
      }
      case "FN_COUNTIF" -> {
        sheet.refuseDistinct(call);
        yield sheet.of("count(CASE WHEN {0} THEN 1 END)");
      }
      case "FN_SUM_INT64" -> "CAST(" + sheet.of("sum({d}{0})") + " AS BIGINT)";
      case "FN_SUM_DOUBLE" -> sheet.of("sum({d}{0})");
      case "FN_SUM_NUMERIC" -> "gs_fit_numeric(" + sheet.of("sum({d}{0})") + ")";
      case "FN_SUM_BIGNUMERIC" -> sheet.of("sum({d}{0})");
      case "FN_AVG_INT64", "FN_AVG_DOUBLE" -> sheet.of("avg({d}{0})");
      case "FN_AVG_NUMERIC" ->
          "gs_numeric_mean(" + sheet.of("sum({d}{0})") + ", " + sheet.of("count({d}{0})") + ")";
      case "FN_MIN" ->
          isFloat
              ? "CASE WHEN "
                  + sheet.of("bool_or(isnan({0}))")
                  + " THEN CAST('nan' AS DOUBLE) ELSE "
                  + sheet.of("min({0})")
                  + " END"
              : comparable(call, type, sheet.of("min({0})"));
      case "FN_MAX" -> comparable(call, type, sheet.of("max({0})"));
      case "FN_ANY_VALUE" -> sheet.of("any_value({0})");
      case "FN_LOGICAL_AND" -> sheet.of("bool_and({0})");
      case "FN_LOGICAL_OR" -> sheet.of("bool_or({0})");
      case "FN_BIT_AND_INT64" -> sheet.of("bit_and({0})");
      case "FN_BIT_OR_INT64" -> sheet.of("bit_or({0})");
      case "FN_BIT_XOR_INT64" -> sheet.of("bit_xor({d}{0})");
      case "FN_STDDEV_POP", "FN_STDDEV_POP_NUMERIC" -> spread(sheet, "stddev_pop({d}{0})");
      case "FN_STDDEV_SAMP", "FN_STDDEV_SAMP_NUMERIC" -> spread(sheet, "stddev_samp({d}{0})");
      case "FN_VAR_POP", "FN_VAR_POP_NUMERIC" -> spread(sheet, "var_pop({d}{0})");
      case "FN_VAR_SAMP", "FN_VAR_SAMP_NUMERIC" -> spread(sheet, "var_samp({d}{0})");
      case "FN_CORR", "FN_CORR_NUMERIC" -> pair(call, sheet, "corr");
      case "FN_COVAR_POP", "FN_COVAR_POP_NUMERIC" -> pair(call, sheet, "covar_pop");
      case "FN_COVAR_SAMP", "FN_COVAR_SAMP_NUMERIC" -> pair(call, sheet, "covar_samp");
      default -> throw Unsupported.of("function " + call.signature());
    };
  }

  private static String comparable(Aggregation call, IrType type, String text) {
    if (type instanceof IrType.Scalar) return text;
    throw Unsupported.of(call.signature().function() + " over " + type);
  }

  /// DuckDB fails where a value is infinite, BigQuery says NaN.
  private static String spread(Sheet sheet, String pattern) {
    return "CASE WHEN "
        + sheet.of("bool_and(isfinite(CAST({0} AS DOUBLE)))")
        + " IS NOT FALSE THEN "
        + sheet.of(pattern.replace("{0}", FINITE))
        + " ELSE CAST('nan' AS DOUBLE) END";
  }

  private static String pair(Aggregation call, Sheet sheet, String function) {
    sheet.refuseDistinct(call);
    return sheet.of(function + "(CAST({0} AS DOUBLE), CAST({1} AS DOUBLE))");
  }

  private record Sheet(String distinct, List<String> arguments, String over) {
    String of(String pattern) {
      return Patterns.fill(pattern.replace("{d}", distinct), arguments) + over;
    }

    void refuseDistinct(Aggregation call) {
      if (!distinct.isEmpty()) throw Unsupported.of("DISTINCT in " + call.signature().function());
    }
  }
}
