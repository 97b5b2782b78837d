package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import java.util.List;

/// Mathematical functions.
final class NumberFunctions {
  private NumberFunctions() {}

  static void fill(FunctionTable table) {
    integers(table);
    numerics(table);
    bigNumerics(table);
    floats(table);
    extremes(table);
  }

  private static void integers(FunctionTable table) {
    table.macro("DIV_INT64", "gs_div");
    table.macro("MOD_INT64", "gs_mod");
    table.pattern("ABS_INT64", "abs({0})");
    table.pattern("SIGN_INT64", "CAST(sign({0}) AS BIGINT)");
    table.pattern("BIT_COUNT_INT64", "CAST(bit_count({0}) AS BIGINT)");
    table.forgiving("SAFE_ADD_INT64", "{0} + {1}");
    table.forgiving("SAFE_SUBTRACT_INT64", "{0} - {1}");
    table.forgiving("SAFE_MULTIPLY_INT64", "{0} * {1}");
    table.forgiving("SAFE_UNARY_MINUS_INT64", "CAST(0 AS BIGINT) - {0}");
    for (var type : List.of("INT64", "NUMERIC", "DOUBLE")) {
      table.pattern("ZEROIFNULL_" + type, "coalesce({0}, 0)");
      table.pattern("NULLIFZERO_" + type, "CASE WHEN {0} = 0 THEN NULL ELSE {0} END");
    }
  }

  private static void numerics(FunctionTable table) {
    table.udf("DIV_NUMERIC", "gs_numeric_div");
    table.udf("MOD_NUMERIC", "gs_numeric_mod");
    table.pattern("ABS_NUMERIC", "abs({0})");
    table.pattern("SIGN_NUMERIC", "CAST(sign({0}) AS DECIMAL(38,9))");
    table.pattern("ROUND_NUMERIC", "gs_numeric_round({0}, 0)");
    table.form("ROUND_WITH_DIGITS_NUMERIC", NumberFunctions::round);
    table.pattern("TRUNC_NUMERIC", "gs_numeric_trunc({0}, 0)");
    table.udf("TRUNC_WITH_DIGITS_NUMERIC", "gs_numeric_trunc");
    table.udf("CEIL_NUMERIC", "gs_numeric_ceil");
    table.udf("FLOOR_NUMERIC", "gs_numeric_floor");
    table.forgiving("SAFE_ADD_NUMERIC", "CAST({0} + {1} AS DECIMAL(38,9))");
    table.forgiving("SAFE_SUBTRACT_NUMERIC", "CAST({0} - {1} AS DECIMAL(38,9))");
    table.forgiving("SAFE_MULTIPLY_NUMERIC", "gs_numeric_times({0}, {1})");
    table.forgiving("SAFE_DIVIDE_NUMERIC", "gs_numeric_over({0}, {1})");
    table.pattern("SAFE_UNARY_MINUS_NUMERIC", "(-{0})");
    table.udf("SQRT_NUMERIC", "gs_numeric_sqrt");
    table.udf("EXP_NUMERIC", "gs_numeric_exp");
    table.udf("NATURAL_LOGARITHM_NUMERIC", "gs_numeric_ln");
    table.udf("DECIMAL_LOGARITHM_NUMERIC", "gs_numeric_log10");
    table.form(
        "LOGARITHM_NUMERIC",
        (_, args) -> Udfs.call(args.size() == 1 ? "gs_numeric_ln" : "gs_numeric_log", args));
    table.udf("POW_NUMERIC", "gs_numeric_pow");
    table.udf("CBRT_NUMERIC", "gs_numeric_cbrt");
    table.pattern("PI_NUMERIC", "CAST('3.141592654' AS DECIMAL(38,9))");
    table.form(
        "ROUND_WITH_ROUNDING_MODE_NUMERIC",
        (_, args) ->
            "gs_numeric_round_as(" + args.get(0) + ", " + args.get(1) + ", '" + args.get(2) + "')");
    table.udf("PARSE_NUMERIC", "gs_parse_numeric_function");
  }

  /// The hot case stays in DuckDB, whose DECIMAL rounds half away from zero as well.
  private static String round(List<Expr> types, List<String> args) {
    if (types.get(1) instanceof Expr.Literal(_, Long digits) && digits >= 0 && digits <= 9)
      return "CAST(round(" + args.getFirst() + ", " + digits + ") AS DECIMAL(38,9))";
    return Patterns.fill("gs_numeric_round({0}, {1})", args);
  }

  private static void bigNumerics(FunctionTable table) {
    table.pattern("ABS_BIGNUMERIC", "abs({0})");
    table.pattern("SIGN_BIGNUMERIC", "CAST(sign({0}) AS DECIMAL(38,18))");
    table.pattern("ROUND_BIGNUMERIC", "gs_big_round({0}, CAST(0 AS BIGINT))");
    table.udf("ROUND_WITH_DIGITS_BIGNUMERIC", "gs_big_round");
    table.pattern("TRUNC_BIGNUMERIC", "gs_big_trunc({0}, CAST(0 AS BIGINT))");
    table.udf("TRUNC_WITH_DIGITS_BIGNUMERIC", "gs_big_trunc");
    table.udf("CEIL_BIGNUMERIC", "gs_big_ceil");
    table.udf("FLOOR_BIGNUMERIC", "gs_big_floor");
    table.udf("MOD_BIGNUMERIC", "gs_big_mod");
    table.udf("DIV_BIGNUMERIC", "gs_big_div");
  }

  private static void floats(FunctionTable table) {
    table.pattern("ABS_DOUBLE", "abs({0})");
    table.macro("SIGN_DOUBLE", "gs_float_sign");
    table.pattern("IS_NAN", "isnan({0})");
    table.pattern("IS_INF", "isinf({0})");
    table.pattern("IEEE_DIVIDE_DOUBLE", "({0} / {1})");
    table.forgiving("SAFE_DIVIDE_DOUBLE", "gs_float_over({0}, {1})");
    table.forgiving("SAFE_ADD_DOUBLE", "gs_float_plus({0}, {1})");
    table.forgiving("SAFE_SUBTRACT_DOUBLE", "gs_float_minus({0}, {1})");
    table.forgiving("SAFE_MULTIPLY_DOUBLE", "gs_float_times({0}, {1})");
    table.pattern("SAFE_UNARY_MINUS_DOUBLE", "(-{0})");
    table.udf("ROUND_WITH_DIGITS_DOUBLE", "gs_float_round");
    table.pattern("ROUND_DOUBLE", "round({0})");
    table.pattern("TRUNC_DOUBLE", "trunc({0})");
    table.udf("TRUNC_WITH_DIGITS_DOUBLE", "gs_float_trunc");
    table.pattern("CEIL_DOUBLE", "ceil({0})");
    table.pattern("FLOOR_DOUBLE", "floor({0})");
    table.macro("SQRT_DOUBLE", "gs_sqrt");
    table.macro("EXP_DOUBLE", "gs_exp");
    table.macro("NATURAL_LOGARITHM_DOUBLE", "gs_ln");
    table.form(
        "LOGARITHM_DOUBLE",
        (_, args) -> (args.size() == 1 ? "gs_ln(" : "gs_log(") + String.join(", ", args) + ")");
    table.macro("DECIMAL_LOGARITHM_DOUBLE", "gs_log10");
    table.macro("POW_DOUBLE", "gs_pow");
    table.pattern("CBRT_DOUBLE", "cbrt({0})");
    table.pattern("PI_DOUBLE", "pi()");
    for (var name :
        List.of(
            "SIN", "COS", "TAN", "ASIN", "ACOS", "SINH", "COSH", "ASINH", "ACOSH", "ATANH", "COT",
            "COTH", "CSC", "CSCH", "SEC", "SECH")) {
      table.macro(name + "_DOUBLE", "gs_" + name.toLowerCase(java.util.Locale.ROOT));
    }
    table.pattern("ATAN_DOUBLE", "atan({0})");
    table.pattern("ATAN2_DOUBLE", "atan2({0}, {1})");
    table.pattern("TANH_DOUBLE", "tanh({0})");
    table.pattern("RAND", "random()");
    table.pattern("GENERATE_UUID", "CAST(uuid() AS VARCHAR)");
  }

  private static void extremes(FunctionTable table) {
    table.form("GREATEST", (types, args) -> extreme("greatest", types, args));
    table.form("LEAST", (types, args) -> extreme("least", types, args));
  }

  /// NULL if any is NULL, NaN if any is NaN.
  private static String extreme(String function, List<Expr> types, List<String> args) {
    var text = new StringBuilder("CASE");
    if (types.stream().allMatch(Constants::cannotFail))
      for (var arg : args) text.append(" WHEN ").append(arg).append(" IS NULL THEN NULL");
    else {
      // All of them are computed, for their errors, even where one is NULL.
      String list = String.join(", ", args);
      text.append(" WHEN list_count([").append(list).append("]) < ").append(args.size());
      text.append(" THEN NULL");
    }
    if (types.getFirst().type().is(convergence.warehouse.SqlType.FLOAT64)) {
      for (var arg : args) text.append(" WHEN isnan(").append(arg).append(") THEN ").append(arg);
    }
    text.append(" ELSE ").append(function).append('(').append(String.join(", ", args));
    return text.append(") END").toString();
  }
}
