package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Signature;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Sums, differences and products of FLOAT64. What is finite must stay so, and since infinity and NaN never become
/// finite again by `+`, `-` and `*`, one look at the result of a whole tree is enough.
final class FloatArithmetic {
  private static final Signature PLUS = new Signature("FN_ADD_DOUBLE", "$add");
  private static final Signature MINUS = new Signature("FN_SUBTRACT_DOUBLE", "$subtract");
  private static final Signature TIMES = new Signature("FN_MULTIPLY_DOUBLE", "$multiply");
  private static final Signature NEGATIVE = new Signature("FN_UNARY_MINUS_DOUBLE", "$unary_minus");
  private static final Set<String> NODES = Set.of(PLUS.id(), MINUS.id(), TIMES.id(), NEGATIVE.id());

  private final FunctionTable functions;
  private final Function<Expr, String> printer;
  private final Set<String> leaves = new LinkedHashSet<>();

  private FloatArithmetic(FunctionTable functions, Function<Expr, String> printer) {
    this.functions = functions;
    this.printer = printer;
  }

  /// @param functions how each operator is written
  /// @param printer of what stands below the tree
  static String print(Expr.Call root, FunctionTable functions, Function<Expr, String> printer) {
    var tree = new FloatArithmetic(functions, printer);
    String text = tree.node(root);
    if (root.signature().id().equals(NEGATIVE.id()) && isLeaf(root.arguments().getFirst()))
      return text;
    String finite =
        tree.leaves.isEmpty()
            ? "true"
            : String.join(" AND ", tree.leaves.stream().map(l -> "isfinite(" + l + ")").toList());
    return "gs_finite(" + text + ", " + finite + ")";
  }

  static boolean isNode(Expr.Call call) {
    return NODES.contains(call.signature().id());
  }

  private static boolean isLeaf(Expr expr) {
    return !(expr instanceof Expr.Call call && isNode(call));
  }

  private String node(Expr expr) {
    if (isLeaf(expr)) return leaf(expr);
    var call = (Expr.Call) expr;
    if (call.safe()) throw Unsupported.of("SAFE. before " + call.signature());
    List<Expr> arguments = call.arguments();
    if (arguments.size() == 1) return write(call.signature(), node(arguments.getFirst()));
    // DuckDB would not compute what fails behind a NULL.
    if (Fallible.fails(arguments.get(1)) && !Fallible.fails(arguments.get(0))) {
      String second = node(arguments.get(1));
      String first = node(arguments.get(0));
      return call.signature().id().equals(MINUS.id())
          ? write(PLUS, write(NEGATIVE, second), first)
          : write(call.signature(), second, first);
    }
    return write(call.signature(), node(arguments.get(0)), node(arguments.get(1)));
  }

  private String write(Signature operator, String... arguments) {
    return functions.write(operator, List.of(), List.of(arguments));
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
