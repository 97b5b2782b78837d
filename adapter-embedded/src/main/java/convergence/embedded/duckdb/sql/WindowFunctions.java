package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Unsupported;
import java.util.List;
import java.util.Locale;

/// Functions that stand over a window only.
final class WindowFunctions {
  private WindowFunctions() {}

  static void fill(FunctionTable table) {
    for (var name : List.of("ROW_NUMBER", "RANK", "DENSE_RANK"))
      table.analytic(name, call -> "CAST(" + bare(call, name) + " AS BIGINT)");
    for (var name : List.of("PERCENT_RANK", "CUME_DIST"))
      table.analytic(name, call -> bare(call, name));
    table.analytic(
        "NTILE", call -> "CAST(ntile(" + positive(call, 0) + ")" + call.over() + " AS BIGINT)");
    for (var name : List.of("FIRST_VALUE", "LAST_VALUE"))
      table.analytic(
          name,
          call ->
              name.toLowerCase(Locale.ROOT) + "(" + call.text(0) + nulls(call) + ")" + call.over());
    table.analytic(
        "NTH_VALUE",
        call ->
            "nth_value("
                + call.text(0)
                + ", "
                + positive(call, 1)
                + nulls(call)
                + ")"
                + call.over());
    table.analytic("LEAD", call -> neighbour(call, "lead"));
    table.analytic("LAG", call -> neighbour(call, "lag"));
    for (var type : List.of("", "_NUMERIC", "_BIGNUMERIC")) {
      table.analytic("PERCENTILE_CONT" + type, call -> percentile(call, "quantile_cont"));
      table.analytic("PERCENTILE_DISC" + type, call -> percentile(call, "quantile_disc"));
    }
  }

  private static String bare(AggregateCall call, String name) {
    call.refuseModifiers();
    return name.toLowerCase(Locale.ROOT) + "()" + call.over();
  }

  private static String nulls(AggregateCall call) {
    call.refuseModifiers();
    return call.ignoresNulls() ? " IGNORE NULLS" : "";
  }

  private static String positive(AggregateCall call, int index) {
    call.refuseModifiers();
    if (call.argument(index) instanceof Expr.Literal(_, Long number) && number > 0)
      return number.toString();
    throw Unsupported.of(call.function() + " with anything but a positive literal");
  }

  private static String neighbour(AggregateCall call, String function) {
    call.refuseModifiers();
    if (call.ignoresNulls()) throw call.refused("IGNORE NULLS");
    var text = new StringBuilder(function).append('(').append(call.text(0));
    if (call.arguments().size() > 1) {
      if (!(call.argument(1) instanceof Expr.Literal(_, Long offset)) || offset < 0)
        throw call.refused("an offset that is no literal");
      text.append(", ").append(offset);
    }
    if (call.arguments().size() > 2) text.append(", ").append(call.text(2));
    return text.append(')').append(call.over()).toString();
  }

  /// NaN has another place in DuckDB's order.
  private static String percentile(AggregateCall call, String function) {
    call.refuseModifiers();
    if (call.respectsNulls()) throw call.refused("RESPECT NULLS");
    String fraction =
        switch (call.argument(1)) {
          case Expr.Literal(_, Double number) -> number.toString();
          case Expr.Literal(_, java.math.BigDecimal number) -> number.toPlainString();
          default -> throw call.refused("a fraction that is no literal");
        };
    String value = call.isFloat() ? "gs_no_nan(" + call.text(0) + ")" : call.text(0);
    return function + "(" + value + ", " + fraction + ")" + call.over();
  }
}
