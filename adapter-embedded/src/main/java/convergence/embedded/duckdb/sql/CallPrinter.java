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

  CallPrinter(ExprPrinter exprs) {
    this.exprs = exprs;
  }

  String aggregate(Aggregation call) {
    return print(call, "");
  }

  String window(WindowCall window) {
    var call = window.call();
    String over = " OVER (" + over(window) + ")";
    return switch (call.signature().id()) {
      case "FN_ROW_NUMBER", "FN_RANK", "FN_DENSE_RANK" ->
          "CAST(" + name(call) + "()" + over + " AS BIGINT)";
      case "FN_PERCENT_RANK", "FN_CUME_DIST" -> name(call) + "()" + over;
      case "FN_NTILE" -> "CAST(ntile(" + positive(call, 0) + ")" + over + " AS BIGINT)";
      case "FN_FIRST_VALUE", "FN_LAST_VALUE" ->
          name(call) + "(" + argument(call, 0) + nulls(call) + ")" + over;
      case "FN_NTH_VALUE" ->
          "nth_value(" + argument(call, 0) + ", " + positive(call, 1) + nulls(call) + ")" + over;
      case "FN_LEAD", "FN_LAG" -> neighbour(call, over);
      case "FN_PERCENTILE_CONT" -> percentile(window, "quantile_cont", over);
      case "FN_PERCENTILE_DISC" -> percentile(window, "quantile_disc", over);
      default -> print(call, over);
    };
  }

  private static String name(Aggregation call) {
    refuseAll(call);
    return call.signature().function().toLowerCase(java.util.Locale.ROOT);
  }

  private static String nulls(Aggregation call) {
    return call.nulls() == Nulls.IGNORE ? " IGNORE NULLS" : "";
  }

  private String argument(Aggregation call, int index) {
    return exprs.print(call.arguments().get(index));
  }

  private static String positive(Aggregation call, int index) {
    if (call.arguments().get(index) instanceof Expr.Literal(_, Long number) && number > 0)
      return number.toString();
    throw Unsupported.of(call.signature().function() + " with anything but a positive literal");
  }

  private String neighbour(Aggregation call, String over) {
    if (call.nulls() == Nulls.IGNORE)
      throw Unsupported.of("IGNORE NULLS in " + call.signature().function());
    var text = new StringBuilder(name(call)).append('(').append(argument(call, 0));
    if (call.arguments().size() > 1) {
      if (!(call.arguments().get(1) instanceof Expr.Literal(_, Long offset)) || offset < 0)
        throw Unsupported.of(call.signature().function() + " with an offset that is no literal");
      text.append(", ").append(offset);
    }
    if (call.arguments().size() > 2) text.append(", ").append(argument(call, 2));
    return text.append(')').append(over).toString();
  }

  private String percentile(WindowCall window, String function, String over) {
    var call = window.call();
    if (call.nulls() == Nulls.RESPECT || call.distinct())
      throw Unsupported.of("RESPECT NULLS or DISTINCT in " + call.signature().function());
    if (!(call.arguments().get(1) instanceof Expr.Literal(_, Double fraction)))
      throw Unsupported.of(call.signature().function() + " of a fraction that is no literal");
    // NaN has another place in DuckDB's order.
    var value = call.arguments().getFirst();
    String text = exprs.print(value);
    if (value.type().is(SqlType.FLOAT64)) text = "gs_no_nan(" + text + ")";
    return function + "(" + text + ", " + fraction + ")" + over;
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

  private static void refuseAll(Aggregation call) {
    String function = call.signature().function();
    if (call.distinct()) throw Unsupported.of("DISTINCT in " + function);
    if (!call.order().isEmpty()) throw Unsupported.of("ORDER BY in " + function);
    if (call.limit() != null) throw Unsupported.of("LIMIT in " + function);
    if (call.having() != null) throw Unsupported.of("HAVING in " + function);
    if (call.safe()) throw Unsupported.of("SAFE." + function);
  }

  private String print(Aggregation call, String over) {
    if (call.safe()) throw Unsupported.of("SAFE." + call.signature().function());
    if (call.having() != null) return extreme(call, call.having(), over);
    boolean ordered = !call.order().isEmpty() || call.limit() != null;
    return switch (call.signature().id()) {
      case "FN_ARRAY_AGG" -> list(call, over);
      case "FN_ARRAY_CONCAT_AGG" -> "flatten(" + list(call, over) + ")";
      case "FN_STRING_AGG_STRING" -> joined(call, over, "','");
      case "FN_STRING_AGG_DELIM_STRING" -> joined(call, over, argument(call, 1));
      default -> {
        if (ordered) throw Unsupported.of("ORDER BY or LIMIT in " + call.signature().function());
        if (call.nulls() == Nulls.RESPECT)
          throw Unsupported.of("RESPECT NULLS in " + call.signature().function());
        yield plain(call, over);
      }
    };
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
        + argument(call, 0)
        + "), "
        + exprs.print(having.value())
        + ")"
        + over
        + ", 'v')";
  }

  private String list(Aggregation call, String over) {
    var value = call.arguments().getFirst();
    String text = exprs.print(value);
    boolean skip = call.nulls() == Nulls.IGNORE || !call.signature().id().equals("FN_ARRAY_AGG");
    if (!over.isEmpty() && (call.distinct() || !call.order().isEmpty()))
      throw Unsupported.of("DISTINCT or ORDER BY in a window's ARRAY_AGG");
    String list =
        "list("
            + (call.distinct() ? "DISTINCT " : "")
            + text
            + RelPrinter.orderBy(call.order())
            + ")"
            + (skip ? " FILTER (WHERE " + text + " IS NOT NULL)" : "")
            + over;
    return limited(call, list);
  }

  private String limited(Aggregation call, String list) {
    if (call.limit() == null) return list;
    if (!(call.limit() instanceof Expr.Literal(_, Long limit)))
      throw Unsupported.of("LIMIT of an aggregate that is no literal");
    return limit == 0 ? "NULLIF(" + list + ", " + list + ")" : "(" + list + ")[1:" + limit + "]";
  }

  private String joined(Aggregation call, String over, String delimiter) {
    if (!over.isEmpty() && (call.distinct() || !call.order().isEmpty()))
      throw Unsupported.of("DISTINCT or ORDER BY in a window's STRING_AGG");
    String text = argument(call, 0);
    String list =
        "list("
            + (call.distinct() ? "DISTINCT " : "")
            + text
            + RelPrinter.orderBy(call.order())
            + ") FILTER (WHERE "
            + text
            + " IS NOT NULL)"
            + over;
    return "array_to_string(" + limited(call, list) + ", " + delimiter + ")";
  }

  private String plain(Aggregation call, String over) {
    List<String> arguments = call.arguments().stream().map(exprs::print).toList();
    String distinct = call.distinct() ? "DISTINCT " : "";
    IrType type =
        call.arguments().isEmpty() ? call.column().type() : call.arguments().getFirst().type();
    if (call.distinct() && !(type instanceof IrType.Scalar))
      throw Unsupported.of("DISTINCT over structs or arrays in " + call.signature().function());
    return Aggregates.write(call, type, distinct, arguments, over);
  }
}
