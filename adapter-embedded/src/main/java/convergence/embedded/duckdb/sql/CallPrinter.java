package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Aggregation;
import convergence.googlesql.ir.Aggregation.Nulls;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.SortKey;
import convergence.googlesql.ir.Unsupported;
import convergence.googlesql.ir.WindowCall;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Aggregate and window functions → DuckDB text, with each modifier honoured or refused.
final class CallPrinter {
  private final ExprPrinter exprs;
  private final FunctionTable functions;

  CallPrinter(ExprPrinter exprs, FunctionTable functions) {
    this.exprs = exprs;
    this.functions = functions;
  }

  String aggregate(Aggregation call) {
    return print(call, "", false);
  }

  String window(WindowCall window) {
    return print(window.call(), " OVER (" + over(window) + ")", true);
  }

  private String print(Aggregation call, String over, boolean window) {
    if (call.safe()) throw Unsupported.of("SAFE." + call.signature().function());
    if (call.having() != null) return extreme(call, call.having(), over);
    var arguments = call.arguments().stream().map(exprs::print).toList();
    return functions.write(new AggregateCall(call, arguments, "", over), window);
  }

  /// DuckDB's function leaves out rows whose value is NULL; in a struct it is none.
  private String extreme(Aggregation call, Aggregation.Having having, String over) {
    boolean plain =
        call.signature().id().equals("FN_ANY_VALUE")
            && !call.distinct()
            && call.order().isEmpty()
            && call.limit() == null
            && call.nulls() == Nulls.DEFAULT;
    var type = having.value().type();
    if (!plain || !(type instanceof IrType.Scalar) || type.is(SqlType.FLOAT64))
      throw Unsupported.of("HAVING MAX or MIN in " + call.signature().function() + " by " + type);
    return "struct_extract("
        + (having.greatest() ? "arg_max" : "arg_min")
        + "(struct_pack(v := "
        + exprs.print(call.arguments().getFirst())
        + "), "
        + exprs.print(having.value())
        + ")"
        + over
        + ", 'v')";
  }

  private String over(WindowCall window) {
    List<String> parts = new ArrayList<>();
    if (!window.partition().isEmpty())
      parts.add(
          window.partition().stream()
              .map(RelPrinter::name)
              .collect(Collectors.joining(", ", "PARTITION BY ", "")));
    if (!window.order().isEmpty()) parts.add("ORDER BY " + RelPrinter.keys(window.order()));
    var frame = window.frame();
    if (frame != null) {
      boolean offsets = frame.start().offset() != null || frame.end().offset() != null;
      if (!frame.rows() && offsets) refuseHardRange(window.order());
      parts.add(
          (frame.rows() ? "ROWS" : "RANGE")
              + " BETWEEN "
              + bound(frame.start())
              + " AND "
              + bound(frame.end()));
    }
    return String.join(" ", parts);
  }

  private static void refuseHardRange(List<SortKey> order) {
    if (order.size() != 1 || !order.getFirst().column().type().is(SqlType.INT64))
      throw Unsupported.of("RANGE with an offset over anything but INT64");
  }

  private String bound(WindowCall.Bound bound) {
    var offset = bound.offset();
    String text = "";
    if (offset != null) {
      if (!(offset instanceof Expr.Literal(_, Long number)) || number < 0)
        throw Unsupported.of("a window frame whose offset is no literal");
      text = number + " ";
    }
    return text + bound.side().name().replace('_', ' ');
  }
}
