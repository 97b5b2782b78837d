package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.warehouse.SqlType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sums, differences and products of FLOAT64. What is finite must stay so, and since infinity and NaN never become
/// finite again by `+`, `-` and `*`, one look at the result of a whole tree is enough.
final class FloatArithmetic {
  private final Function<Expr, String> printer;
  private final Set<String> leaves = new LinkedHashSet<>();

  private FloatArithmetic(Function<Expr, String> printer) {
    this.printer = printer;
  }

  /// @param printer of what stands below the tree
  static String print(Expr.Call root, Function<Expr, String> printer) {
    var tree = new FloatArithmetic(printer);
    String text = tree.node(root);
    if (root.signature().id().equals("FN_UNARY_MINUS_DOUBLE")
        && isLeaf(root.arguments().getFirst())) return text;
    String finite =
        tree.leaves.isEmpty()
            ? "true"
            : String.join(" AND ", tree.leaves.stream().map(l -> "isfinite(" + l + ")").toList());
    return "gs_finite(" + text + ", " + finite + ")";
  }

  static boolean isNode(Expr.Call call) {
    return !call.safe() && operator(call) != null;
  }

  private static @Nullable String operator(Expr.Call call) {
    return switch (call.signature().id()) {
      case "FN_ADD_DOUBLE" -> " + ";
      case "FN_SUBTRACT_DOUBLE" -> " - ";
      case "FN_MULTIPLY_DOUBLE" -> " * ";
      case "FN_UNARY_MINUS_DOUBLE" -> "-";
      default -> null;
    };
  }

  private static boolean isLeaf(Expr expr) {
    return !(expr instanceof Expr.Call call && isNode(call));
  }

  private String node(Expr expr) {
    if (isLeaf(expr)) return leaf(expr);
    var call = (Expr.Call) expr;
    List<Expr> arguments = call.arguments();
    if (arguments.size() == 1) return "(-" + node(arguments.getFirst()) + ")";
    // DuckDB would not compute what fails behind a NULL.
    if (Fallible.fails(arguments.get(1)) && !Fallible.fails(arguments.get(0))) {
      boolean minus = call.signature().id().equals("FN_SUBTRACT_DOUBLE");
      String second = (minus ? "(-" : "(") + node(arguments.get(1)) + ")";
      return "(" + second + (minus ? " + " : operator(call)) + node(arguments.get(0)) + ")";
    }
    return "(" + node(arguments.get(0)) + operator(call) + node(arguments.get(1)) + ")";
  }

  private String leaf(Expr expr) {
    String text = printer.apply(expr);
    if (!alwaysFinite(expr)) leaves.add(text);
    return text;
  }

  private static boolean alwaysFinite(Expr expr) {
    return switch (expr) {
      case Expr.Literal(_, Double number) -> Double.isFinite(number);
      case Expr.Cast cast ->
          cast.value().type().is(SqlType.INT64) || cast.value().type().is(SqlType.NUMERIC);
      default -> false;
    };
  }
}
