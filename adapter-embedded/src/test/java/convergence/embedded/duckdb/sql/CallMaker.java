package convergence.embedded.duckdb.sql;

import convergence.googlesql.BuiltIn;
import convergence.googlesql.ir.IrType;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Calls of aggregate and window functions whose answer does not depend on the order of the rows.
final class CallMaker {
  static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry("APPROX_QUANTILES", "approximate"),
          Map.entry("APPROX_TOP_COUNT", "approximate"),
          Map.entry("APPROX_TOP_SUM", "approximate"),
          Map.entry("APPROX_COUNT_DISTINCT", "approximate"),
          Map.entry("HLL_COUNT.INIT", "approximate"),
          Map.entry("HLL_COUNT.MERGE", "approximate"),
          Map.entry("HLL_COUNT.MERGE_PARTIAL", "approximate"),
          Map.entry("MAX_BY", "the evaluator has it not; it is ANY_VALUE … HAVING MAX"),
          Map.entry("MIN_BY", "the evaluator has it not; it is ANY_VALUE … HAVING MIN"),
          Map.entry("FIRST", "only in MATCH_RECOGNIZE"),
          Map.entry("LAST", "only in MATCH_RECOGNIZE"),
          Map.entry("IS_FIRST", "BigQuery has it not"),
          Map.entry("IS_LAST", "BigQuery has it not"),
          Map.entry("GROUPING", "made with GROUPING SETS only"),
          Map.entry("ELEMENTWISE_SUM", "BigQuery has it not"),
          Map.entry("ELEMENTWISE_AVG", "BigQuery has it not"));
  private static final Set<String> COLLECTS = Set.of("array_agg", "string_agg", "array_concat_agg");
  private static final Set<String> FLOATING =
      Set.of(
          "sum",
          "avg",
          "stddev_pop",
          "stddev_samp",
          "stddev",
          "variance",
          "var_pop",
          "var_samp",
          "corr",
          "covar_pop",
          "covar_samp");

  private static final Set<String> NOISY = Set.of("corr", "covar_pop", "covar_samp");

  static final String ROWS_BEFORE = " ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING";
  static final String VALUES_AFTER = " RANGE BETWEEN 1 FOLLOWING AND 3 FOLLOWING";
  static final String ALL_ROWS = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";

  private final Dice dice;
  private final ExprMaker exprs;

  CallMaker(Dice dice, ExprMaker exprs) {
    this.dice = dice;
    this.exprs = exprs;
  }

  static boolean callable(BuiltIn function) {
    return !LEFT_OUT.containsKey(function.name().toUpperCase(Locale.ROOT))
        && !function.name().contains(".")
        && ExprMaker.callable(function);
  }

  /// @return the call without what follows its closing parenthesis
  String aggregate(BuiltIn function, Scope scope) {
    String name = function.name().toUpperCase(Locale.ROOT);
    if (name.equals("$COUNT_STAR")) return "COUNT(*)";
    var types = types(function);
    String first = argument(function, types, scope);
    if (COLLECTS.contains(function.name())) return collect(function, first, types, scope);
    String rest = rest(function, types, scope);
    boolean distinct = dice.percent(20) && mayDistinct(function.name());
    if (function.name().equals("any_value")) return anyValue(first, scope);
    String call = name + "(" + (distinct ? "DISTINCT " : "") + first + rest + ")";
    // What should be zero is the noise of the last digits, and no two noises are alike.
    return NOISY.contains(function.name()) ? "(1 + " + call + ")" : call;
  }

  private static boolean mayDistinct(String name) {
    return Set.of("count", "sum", "avg", "min", "max", "bit_xor", "logical_and").contains(name);
  }

  private Map<String, IrType> types(BuiltIn function) {
    boolean nested = function.name().equals("array_agg") && dice.percent(30);
    IrType type = exprs.scalarType();
    if (nested) type = new IrType.Struct(List.of(new IrType.Field("v", type)));
    return Map.of("ANY_1", type, "ANY_2", exprs.scalarType());
  }

  private static IrType type(BuiltIn function, int index, Map<String, IrType> types) {
    var argument = function.arguments().get(index);
    return switch (argument.kind()) {
      case "FIXED" -> ExprMaker.type(java.util.Objects.requireNonNull(argument.type()));
      case "ARRAY_ANY_1" -> new IrType.Array(java.util.Objects.requireNonNull(types.get("ANY_1")));
      default -> types.getOrDefault(argument.kind(), IrType.of(SqlType.INT64));
    };
  }

  /// Sums of floats must not depend on their order: quarters add up exactly.
  private String argument(BuiltIn function, Map<String, IrType> types, Scope scope) {
    var type = type(function, 0, types);
    return FLOATING.contains(function.name()) ? summand(type, scope) : exprs.make(type, scope, 2);
  }

  private String summand(IrType type, Scope scope) {
    if (type.is(SqlType.FLOAT64)) return quarters(scope);
    if (type.is(SqlType.INT64) || !(type instanceof IrType.Scalar(var scalar)))
      return exprs.make(type, scope, 2);
    // Sums of these are exact. What divides them is as exact as a float, if they are not too great.
    var numbers = scope.of(IrType.of(SqlType.INT64));
    if (numbers.isEmpty() || dice.percent(10))
      return "CAST(" + dice.any("1.25", "NULL") + " AS " + scalar + ")";
    return "CAST(CAST(MOD("
        + dice.pick(numbers).text()
        + ", 1000) AS NUMERIC) * NUMERIC '0.25' AS "
        + scalar
        + ")";
  }

  private String quarters(Scope scope) {
    var numbers = scope.of(IrType.of(SqlType.INT64));
    if (numbers.isEmpty() || dice.percent(10))
      return dice.any(
          "1.25", "CAST('nan' AS FLOAT64)", "CAST('inf' AS FLOAT64)", "CAST(NULL AS FLOAT64)");
    return "(MOD(" + dice.pick(numbers).text() + ", 1000) / 4)";
  }

  private String rest(BuiltIn function, Map<String, IrType> types, Scope scope) {
    var text = new StringBuilder();
    for (int i = 1; i < function.arguments().size(); i++) {
      text.append(", ");
      if (function.name().startsWith("percentile")) text.append(percent(type(function, i, types)));
      else if (FLOATING.contains(function.name()))
        text.append(summand(type(function, i, types), scope));
      else text.append(exprs.make(type(function, i, types), scope, 1));
    }
    return text.toString();
  }

  private String percent(IrType type) {
    String number = dice.any("0", "0.25", "0.5", "1");
    boolean exact = type.is(SqlType.NUMERIC) || type.is(SqlType.BIGNUMERIC);
    return exact ? type + " '" + number + "'" : number;
  }

  private String anyValue(String value, Scope scope) {
    var key = scope.keys();
    // One row alone is the greatest.
    return key.size() == 1
        ? "ANY_VALUE(" + value + " HAVING " + dice.any("MAX ", "MIN ") + key.getFirst() + ")"
        : "ANY_VALUE(7)";
  }

  private String collect(BuiltIn function, String value, Map<String, IrType> types, Scope scope) {
    var type = type(function, 0, types);
    String name = function.name().toUpperCase(Locale.ROOT);
    String order = order(scope);
    boolean scalar = type instanceof IrType.Scalar;
    String delimiter =
        function.arguments().size() > 1
            ? ", " + (type.is(SqlType.BYTES) ? "b'-'" : dice.any("'-'", "''"))
            : "";
    if (scalar && dice.percent(25)) {
      String column = scope.of(type).isEmpty() ? "" : dice.pick(scope.of(type)).text();
      if (!column.isEmpty())
        return name
            + "(DISTINCT "
            + column
            + delimiter
            + nulls(function)
            + " ORDER BY "
            + column
            + dice.any("", " DESC")
            + ")";
    }
    if (order.isEmpty()) return "COUNT(*)";
    return name
        + "("
        + value
        + delimiter
        + nulls(function)
        + order
        + (dice.percent(20) ? " LIMIT 2" : "")
        + ")";
  }

  private String nulls(BuiltIn function) {
    return function.name().equals("array_agg")
        ? dice.any(" IGNORE NULLS", "", " RESPECT NULLS")
        : "";
  }

  /// An order that leaves nothing open.
  String order(Scope scope) {
    if (scope.keys().isEmpty()) return "";
    var scalars =
        scope.columns().stream().filter(c -> ExprMaker.SCALARS.contains(c.type())).toList();
    String first =
        scalars.isEmpty() || dice.percent(40) ? "" : dice.pick(scalars).text() + direction() + ", ";
    return " ORDER BY "
        + first
        + String.join(", ", scope.keys().stream().map(k -> k + direction()).toList());
  }

  String direction() {
    return dice.any("", " ASC", " DESC", " ASC NULLS LAST", " DESC NULLS FIRST");
  }

  /// A window call with its OVER; empty where the scope has no order.
  String window(BuiltIn function, Scope scope) {
    if (scope.keys().isEmpty()) return "";
    String name = function.name();
    var types = types(function);
    String partition = partition(scope);
    String order = order(scope);
    if (COLLECTS.contains(name)) {
      if (name.equals("array_concat_agg")) return "";
      String value = exprs.make(type(function, 0, types), scope, 1);
      return name.toUpperCase(Locale.ROOT)
          + "("
          + value
          + ") OVER ("
          + partition
          + order
          + rows()
          + ")";
    }
    if (function.mode() == BuiltIn.Mode.ANALYTIC)
      return analytic(function, types, scope, partition);
    if (name.startsWith("percentile"))
      return name.toUpperCase(Locale.ROOT)
          + "("
          + exprs.make(type(function, 0, types), scope, 1)
          + rest(function, types, scope)
          + ") OVER ("
          + partition
          + ")";
    if (name.equals("any_value")) return "";
    String call =
        name.equals("$count_star")
            ? "COUNT(*)"
            : name.toUpperCase(Locale.ROOT)
                + "("
                + argument(function, types, scope)
                + rest(function, types, scope)
                + ")";
    if (NOISY.contains(name)) return "(1 + " + call + " OVER (" + partition + "))";
    return call + " OVER (" + partition + (dice.percent(60) ? order + frame(order) : "") + ")";
  }

  private String analytic(
      BuiltIn function, Map<String, IrType> types, Scope scope, String partition) {
    String name = function.name().toUpperCase(Locale.ROOT);
    String value =
        function.arguments().isEmpty() ? "" : exprs.make(type(function, 0, types), scope, 1);
    String order = order(scope);
    String over = " OVER (" + partition + order;
    return switch (function.name()) {
      case "rank", "dense_rank", "percent_rank", "cume_dist" ->
          name + "() OVER (" + partition + ties(scope) + ")";
      case "row_number" -> name + "()" + over + ")";
      case "ntile" -> name + "(" + dice.between(1, 4) + ")" + over + ")";
      case "lead", "lag" ->
          name
              + "("
              + value
              + (function.arguments().size() > 1 && dice.percent(60)
                  ? ", " + dice.between(0, 3)
                  : "")
              + ")"
              + over
              + ")";
      case "nth_value" ->
          name + "(" + value + ", " + dice.between(1, 3) + ")" + over + rows() + ")";
      case "first_value", "last_value" ->
          name + "(" + value + dice.any("", " IGNORE NULLS") + ")" + over + rows() + ")";
      default -> name + "(" + value + ")" + over + ")";
    };
  }

  private String ties(Scope scope) {
    var scalars =
        scope.columns().stream().filter(c -> ExprMaker.SCALARS.contains(c.type())).toList();
    return scalars.isEmpty()
        ? order(scope)
        : " ORDER BY " + dice.pick(scalars).text() + direction();
  }

  private String partition(Scope scope) {
    // BigQuery partitions by no FLOAT64.
    var scalars =
        scope.columns().stream()
            .filter(c -> ExprMaker.SCALARS.contains(c.type()) && !c.type().is(SqlType.FLOAT64))
            .toList();
    return scalars.isEmpty() || dice.percent(40) ? "" : "PARTITION BY " + dice.pick(scalars).text();
  }

  private String frame(String order) {
    return order.contains(",") || dice.percent(70)
        ? rows()
        : dice.any("", " RANGE BETWEEN 2 PRECEDING AND CURRENT ROW", VALUES_AFTER);
  }

  private String rows() {
    return dice.any(
        "",
        " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
        " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
        " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
        ROWS_BEFORE);
  }
}
