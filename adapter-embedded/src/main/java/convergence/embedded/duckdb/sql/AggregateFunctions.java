package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.warehouse.SqlType;
import java.util.List;

/// Functions of many rows.
final class AggregateFunctions {
  private static final String FINITE =
      "CASE WHEN isfinite(CAST({0} AS DOUBLE)) THEN CAST({0} AS DOUBLE) END";

  private AggregateFunctions() {}

  static void fill(FunctionTable table) {
    counts(table);
    sums(table);
    extremes(table);
    table.aggregate("LOGICAL_AND", "bool_and({0})");
    table.aggregate("LOGICAL_OR", "bool_or({0})");
    table.aggregate("BIT_AND_INT64", "bit_and({0})");
    table.aggregate("BIT_OR_INT64", "bit_or({0})");
    table.aggregate("BIT_XOR_INT64", "bit_xor({d}{0})");
    spreads(table);
    collections(table);
    approximations(table);
  }

  private static void counts(FunctionTable table) {
    table.aggregate("COUNT_STAR", "count(*)");
    table.aggregate("COUNT", call -> scalars(call, call.of("count({d}{0})")));
    table.aggregate("COUNTIF", AggregateFunctions::countIf);
    // Exact is within what approximate promises.
    table.aggregate("APPROX_COUNT_DISTINCT", call -> scalars(call, call.of("count(DISTINCT {0})")));
  }

  private static String countIf(AggregateCall call) {
    return call.of("count(CASE WHEN {0} THEN 1 END)");
  }

  /// DISTINCT of structs and arrays would take NULLs and NaNs within them as DuckDB does.
  private static String scalars(AggregateCall call, String text) {
    if (call.call().distinct() && !(call.type() instanceof IrType.Scalar))
      throw call.refused("DISTINCT over structs or arrays");
    return text;
  }

  private static void sums(FunctionTable table) {
    table.aggregate("SUM_INT64", call -> "CAST(" + call.of("sum({d}{0})") + " AS BIGINT)");
    table.aggregate("SUM_DOUBLE", AggregateFunctions::floats);
    // DuckDB refuses a sum of more than 38 digits itself, and BigQuery's limit is the same.
    table.aggregate("SUM_NUMERIC", "sum({d}{0})");
    table.aggregate("SUM_BIGNUMERIC", "sum({d}{0})");
    table.aggregate("SUM_INTERVAL", AggregateFunctions::intervals);
    table.aggregate("AVG_INT64", "avg({d}{0})");
    table.aggregate("AVG_DOUBLE", "avg({d}{0})");
    table.aggregate(
        "AVG_NUMERIC",
        call ->
            "gs_numeric_mean(" + call.of("sum({d}{0})") + ", " + call.of("count({d}{0})") + ")");
    table.aggregate(
        "AVG_BIGNUMERIC",
        call -> "gs_big_mean(" + call.of("sum({d}{0})") + ", " + call.of("count({d}{0})") + ")");
    table.aggregate(
        "AVG_INTERVAL",
        call -> Udfs.call("gs_interval_over", intervals(call), call.of("count({d}{0})")));
  }

  /// An infinite sum of finite values has overflowed. What is not finite makes NaN of its product with zero: one more
  /// addition a row, where a look at each value, or at the greatest and the least, costs several.
  private static String floats(AggregateCall call) {
    return "gs_finite(" + call.of("sum({d}{0})") + ", " + call.part("sum({0} * 0)") + " = 0)";
  }

  private static String intervals(AggregateCall call) {
    return "gs_interval("
        + call.of("sum(gs_months({0}))")
        + ", "
        + call.of("sum(gs_days({0}))")
        + ", "
        + call.of("sum(gs_micros({0}))")
        + ")";
  }

  private static void extremes(FunctionTable table) {
    table.aggregate(
        "MIN",
        call ->
            call.isFloat()
                ? "CASE WHEN "
                    + once(call, "bool_or(isnan({0}))")
                    + " THEN CAST('nan' AS DOUBLE) ELSE "
                    + once(call, "min({0})")
                    + " END"
                : comparable(call, once(call, "min({0})")));
    table.aggregate("MAX", call -> comparable(call, once(call, "max({0})")));
    table.aggregate("ANY_VALUE", call -> once(call, "any_value({0})"));
    table.aggregate("BQ_MAX_BY", call -> by(call, "arg_max"));
    table.aggregate("BQ_MIN_BY", call -> by(call, "arg_min"));
  }

  /// DuckDB's function leaves out rows whose value is NULL; in a struct it is none.
  private static String by(AggregateCall call, String function) {
    var order = call.argument(1).type();
    if (!(order instanceof IrType.Scalar) || order.is(SqlType.FLOAT64))
      throw call.refused("an order by " + order);
    return "struct_extract(" + call.of(function + "(struct_pack(v := {0}), {1})") + ", 'v')";
  }

  /// DISTINCT changes nothing.
  private static String once(AggregateCall call, String pattern) {
    return call.of(pattern + (call.call().distinct() ? "{d}" : "")).replace("DISTINCT ", "");
  }

  private static String comparable(AggregateCall call, String text) {
    if (call.type() instanceof IrType.Scalar) return text;
    throw call.refused("an argument of type " + call.type());
  }

  private static void spreads(FunctionTable table) {
    for (var type : List.of("", "_NUMERIC", "_BIGNUMERIC")) {
      for (var name : List.of("STDDEV_POP", "STDDEV_SAMP", "VAR_POP", "VAR_SAMP")) {
        String duck = name.toLowerCase(java.util.Locale.ROOT) + "({d}{0})";
        table.aggregate(name + type, call -> spread(call, duck));
      }
      for (var name : List.of("CORR", "COVAR_POP", "COVAR_SAMP")) {
        String duck = name.toLowerCase(java.util.Locale.ROOT);
        table.aggregate(
            name + type, call -> pair(call, duck + "(CAST({0} AS DOUBLE), CAST({1} AS DOUBLE))"));
      }
    }
  }

  /// One pair has no correlation; BigQuery says NULL, DuckDB NaN.
  private static String pair(AggregateCall call, String pattern) {
    String value = call.of(pattern);
    if (!pattern.startsWith("corr")) return value;
    String pairs = call.part("count(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN 1 END)");
    return "CASE WHEN " + pairs + " > 1 THEN " + value + " END";
  }

  /// DuckDB fails where a value is infinite, BigQuery says NaN; of one value a sample has no spread.
  private static String spread(AggregateCall call, String pattern) {
    String alone =
        pattern.contains("_samp") ? "WHEN " + call.part("count({d}{0})") + " < 2 THEN NULL " : "";
    return "CASE "
        + alone
        + "WHEN "
        + call.part("bool_and(isfinite(CAST({0} AS DOUBLE)))")
        + " IS NOT FALSE THEN "
        + call.of(pattern.replace("{0}", FINITE))
        + " ELSE CAST('nan' AS DOUBLE) END";
  }

  private static void collections(FunctionTable table) {
    table.aggregate("ARRAY_AGG", call -> call.list(call.text(0), call.ignoresNulls()));
    table.aggregate("ARRAY_CONCAT_AGG", call -> "flatten(" + call.list(call.text(0), true) + ")");
    table.aggregate("STRING_AGG_STRING", call -> joined(call, "','"));
    table.aggregate("STRING_AGG_DELIM_STRING", call -> joined(call, call.text(1)));
    table.aggregate("STRING_AGG_BYTES", call -> joinedBytes(call, "unhex('2c')"));
    table.aggregate("STRING_AGG_DELIM_BYTES", call -> joinedBytes(call, call.text(1)));
  }

  private static String joined(AggregateCall call, String delimiter) {
    if (call.respectsNulls()) throw call.refused("RESPECT NULLS");
    return "array_to_string(" + call.list(call.text(0), true) + ", " + delimiter + ")";
  }

  private static String joinedBytes(AggregateCall call, String delimiter) {
    if (call.respectsNulls()) throw call.refused("RESPECT NULLS");
    return Udfs.call("gs_byte_join", call.list(call.text(0), true), delimiter);
  }

  /// Exact answers, which approximate ones may be.
  private static void approximations(FunctionTable table) {
    table.aggregate("APPROX_QUANTILES", AggregateFunctions::quantiles);
    table.aggregate("APPROX_TOP_COUNT", AggregateFunctions::topCount);
    for (var type : List.of("INT64", "DOUBLE", "NUMERIC", "BIGNUMERIC"))
      table.aggregate("APPROX_TOP_SUM_" + type, AggregateFunctions::topSum);
  }

  private static long positive(AggregateCall call, int index) {
    if (call.argument(index) instanceof Expr.Literal(_, Long number) && number > 0) return number;
    throw call.refused("a number that is no positive literal");
  }

  private static String quantiles(AggregateCall call) {
    long number = positive(call, 1);
    if (number > 10_000) throw call.refused("more than 10000 quantiles");
    boolean skip = !call.respectsNulls();
    String value = call.isFloat() ? "gs_no_nan(" + call.text(0) + ")" : call.text(0);
    String list =
        "list("
            + (call.call().distinct() ? "DISTINCT " : "")
            + value
            + " ORDER BY "
            + value
            + " ASC NULLS FIRST)"
            + (skip ? " FILTER (WHERE " + value + " IS NOT NULL)" : "")
            + call.over();
    return "gs_quantiles(" + list + ", " + number + ")";
  }

  private static String topCount(AggregateCall call) {
    call.refuseModifiers();
    String counts = "histogram(struct_pack(v := " + call.text(0) + "))" + call.over();
    return top(call, "gs_top_count(" + counts + ", " + positive(call, 1) + ")");
  }

  private static String top(AggregateCall call, String text) {
    if (!call.filter().isEmpty()) throw call.refused("HAVING");
    if (!(call.type() instanceof IrType.Scalar) || call.type().is(SqlType.FLOAT64))
      throw call.refused("an argument of type " + call.type());
    return text;
  }

  private static String topSum(AggregateCall call) {
    call.refuseModifiers();
    String pairs =
        "list(struct_pack(v := " + call.text(0) + ", w := " + call.text(1) + "))" + call.over();
    return top(call, "gs_top_sum(" + pairs + ", " + positive(call, 2) + ")");
  }
}
