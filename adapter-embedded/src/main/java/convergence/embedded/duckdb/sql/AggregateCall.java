package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Aggregation;
import convergence.googlesql.ir.Aggregation.Nulls;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.util.List;

/// An aggregate or window function that is being written. A modifier is honoured by the method that takes it up, or
/// the call is refused by one of the others.
///
/// @param arguments printed
/// @param filter ` FILTER (…)` or nothing
/// @param over ` OVER (…)` or nothing
record AggregateCall(Aggregation call, List<String> arguments, String filter, String over) {
  AggregateCall {
    arguments = List.copyOf(arguments);
  }

  String function() {
    return call.signature().function();
  }

  SqlFault refused(String construct) {
    return Unsupported.of(construct + " in " + function());
  }

  /// Of the first argument.
  IrType type() {
    return call.arguments().isEmpty() ? call.column().type() : call.arguments().getFirst().type();
  }

  boolean isFloat() {
    return type().is(SqlType.FLOAT64);
  }

  Expr argument(int index) {
    return call.arguments().get(index);
  }

  String text(int index) {
    return arguments.get(index);
  }

  /// @param pattern of one DuckDB aggregate, with `{d}` where DISTINCT may stand
  String of(String pattern) {
    refuseOrder();
    if (call.distinct() && !pattern.contains("{d}")) throw refused("DISTINCT");
    if (call.nulls() == Nulls.RESPECT) throw refused("RESPECT NULLS");
    return part(pattern);
  }

  /// One of several aggregates that make up the call.
  String part(String pattern) {
    String distinct = call.distinct() ? "DISTINCT " : "";
    return Patterns.fill(pattern.replace("{d}", distinct), arguments) + filter + over;
  }

  private void refuseOrder() {
    if (!call.order().isEmpty()) throw refused("ORDER BY");
    if (call.limit() != null) throw refused("LIMIT");
  }

  /// For a function that knows no modifier but those of NULLs.
  void refuseModifiers() {
    refuseOrder();
    if (call.distinct()) throw refused("DISTINCT");
  }

  /// All values as a list, with the order, the distinctness and the limit that were asked for.
  ///
  /// @param skipNulls NULLs take no part
  String list(String value, boolean skipNulls) {
    boolean inWindow = !over.isEmpty();
    if (inWindow && (call.distinct() || !call.order().isEmpty()))
      throw refused("DISTINCT or ORDER BY over a window");
    if (skipNulls && !filter.isEmpty()) throw refused("HAVING");
    String list =
        "list("
            + (call.distinct() ? "DISTINCT " : "")
            + value
            + RelPrinter.orderBy(call.order())
            + ")"
            + (skipNulls ? " FILTER (WHERE " + value + " IS NOT NULL)" : filter)
            + over;
    if (call.limit() == null) return list;
    if (!(call.limit() instanceof Expr.Literal(_, Long limit)))
      throw refused("LIMIT that is no literal");
    return limit == 0 ? "NULLIF(" + list + ", " + list + ")" : "(" + list + ")[1:" + limit + "]";
  }

  boolean ignoresNulls() {
    return call.nulls() == Nulls.IGNORE;
  }

  boolean respectsNulls() {
    return call.nulls() == Nulls.RESPECT;
  }
}
