package convergence.googlesql.resolve;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Signature;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Set;

/// COLLATE(text, 'und:ci') as an operand: both sides are compared with their case folded. Anywhere else it stays a
/// call, which is refused, since a collation goes on with its value.
final class Collations {
  private static final String COLLATE = "BQ_COLLATE";
  private static final Signature FOLD =
      new Signature("FN_NORMALIZE_AND_CASEFOLD_STRING", "NORMALIZE_AND_CASEFOLD");
  private static final Set<String> FOLDABLE =
      Set.of("FN_EQUAL", "FN_NOT_EQUAL", "FN_IN", "FN_STARTS_WITH_STRING", "FN_ENDS_WITH_STRING");

  private Collations() {}

  static Expr apply(Expr.Call call) {
    if (call.signature().id().equals(COLLATE)) return checked(call);
    boolean collated = call.arguments().stream().anyMatch(Collations::isCollated);
    if (!collated || !FOLDABLE.contains(call.signature().id())) return call;
    var folded = call.arguments().stream().map(Collations::folded).toList();
    return new Expr.Call(call.signature(), folded, call.type(), call.safe());
  }

  private static boolean isCollated(Expr expr) {
    return expr instanceof Expr.Call call && call.signature().id().equals(COLLATE);
  }

  private static Expr folded(Expr expr) {
    Expr text = isCollated(expr) ? ((Expr.Call) expr).arguments().getFirst() : expr;
    return new Expr.Call(FOLD, List.of(text), IrType.of(SqlType.STRING), false);
  }

  private static Expr checked(Expr.Call call) {
    if (call.arguments().get(1) instanceof Expr.Literal(_, String name) && !name.equals("und:ci")) {
      if (name.isEmpty()) return call.arguments().getFirst();
      throw new SqlFault(
          "unresolved", "Collation '" + name + "' in collate function is not supported.", 0, 0);
    }
    return call;
  }
}
