package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOption;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// OPTIONS(…) → names and values, the values as GoogleSQL literals as INFORMATION_SCHEMA shows them.
final class Options {
  private Options() {}

  static Map<String, String> of(List<ResolvedOption> options, Exprs exprs) {
    Map<String, String> values = new LinkedHashMap<>();
    for (var option : options) {
      Refuse.when(!option.getQualifier().isEmpty(), "option " + option.getName());
      switch (option.getAssignmentOp()) {
        case DEFAULT_ASSIGN -> {}
        case ADD_ASSIGN, SUB_ASSIGN -> throw Unsupported.of("option " + option.getName() + " +=");
      }
      String name = option.getName().toLowerCase(Locale.ROOT);
      values.put(name, literal(name, exprs.expr(option.getValue())));
    }
    return values;
  }

  private static String literal(String option, Expr value) {
    return switch (value) {
      case Expr.Literal(var type, var constant) -> literal(option, type, constant);
      case Expr.MakeStruct struct -> "STRUCT" + list(option, struct.fields(), "(", ")");
      case Expr.Call call when call.signature().id().equals("FN_MAKE_ARRAY") ->
          list(option, call.arguments(), "[", "]");
      case Expr.Call call when call.signature().id().equals("FN_TIMESTAMP_ADD") ->
          fromNow(option, call);
      case Expr.Keyword _,
          Expr.Parameter _,
          Expr.Ref _,
          Expr.Call _,
          Expr.Cast _,
          Expr.GetField _,
          Expr.Subquery _,
          Expr.Lambda _,
          Expr.Let _ ->
          throw Unsupported.of("option " + option + " whose value is no constant");
    };
  }

  /// `TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL n unit)`, by which things are given a time to live.
  private static String fromNow(String option, Expr.Call call) {
    if (call.arguments().get(0) instanceof Expr.Call(var from, _, _, _)
        && from.id().equals("FN_CURRENT_TIMESTAMP")
        && call.arguments().get(1) instanceof Expr.Literal(_, Long many)
        && call.arguments().get(2) instanceof Expr.Keyword(var unit)) {
      long seconds =
          switch (unit) {
            case "SECOND" -> many;
            case "MINUTE" -> Math.multiplyExact(many, 60L);
            case "HOUR" -> Math.multiplyExact(many, 3_600L);
            case "DAY" -> Math.multiplyExact(many, 86_400L);
            default -> throw Unsupported.of("option " + option + " by " + unit);
          };
      return Ddl.FROM_NOW + seconds;
    }
    throw Unsupported.of("option " + option + " whose value is no constant");
  }

  private static String literal(
      String option, IrType type, @org.jspecify.annotations.Nullable Object value) {
    if (value == null) return "NULL";
    if (type.is(SqlType.STRING))
      return "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    if (type.is(SqlType.INT64) || type.is(SqlType.FLOAT64)) return value.toString();
    if (type.is(SqlType.BOOL)) return value.toString();
    if (type.is(SqlType.TIMESTAMP)) return "TIMESTAMP \"" + value + "\"";
    throw Unsupported.of("option " + option + " of type " + type);
  }

  private static String list(String option, List<Expr> parts, String open, String close) {
    List<String> texts = new ArrayList<>();
    for (var part : parts) texts.add(literal(option, part));
    return open + String.join(", ", texts) + close;
  }
}
