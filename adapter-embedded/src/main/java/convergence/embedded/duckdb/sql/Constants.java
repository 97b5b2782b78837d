package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import java.util.Set;

/// What is known of an expression before any row is read.
final class Constants {
  private static final Set<String> VOLATILE = Set.of("FN_RAND", "FN_GENERATE_UUID");

  private Constants() {}

  /// Errors of its first argument are caught.
  static boolean forgives(Expr.Call call) {
    return switch (call.signature().id()) {
      case "FN_IFERROR", "FN_ISERROR", "FN_NULLIFERROR" -> true;
      default -> false;
    };
  }

  /// DuckDB cannot catch an error of a query within.
  static boolean hasQuery(Expr expr) {
    return switch (expr) {
      case Expr.Literal _, Expr.Keyword _, Expr.Ref _, Expr.Parameter _ -> false;
      case Expr.GetField get -> hasQuery(get.struct());
      case Expr.MakeStruct make -> make.fields().stream().anyMatch(Constants::hasQuery);
      case Expr.Call call -> call.arguments().stream().anyMatch(Constants::hasQuery);
      case Expr.Cast cast -> hasQuery(cast.value());
      case Expr.Subquery _, Expr.Lambda _, Expr.Let _ -> true;
    };
  }

  /// A value, not a computation.
  static boolean cannotFail(Expr expr) {
    return switch (expr) {
      case Expr.Literal _, Expr.Keyword _, Expr.Ref _, Expr.Parameter _ -> true;
      case Expr.GetField get -> cannotFail(get.struct());
      case Expr.MakeStruct make -> make.fields().stream().allMatch(Constants::cannotFail);
      case Expr.Call call ->
          call.signature().id().equals("FN_MAKE_ARRAY")
              && call.arguments().stream().allMatch(Constants::cannotFail);
      case Expr.Cast _, Expr.Subquery _, Expr.Lambda _, Expr.Let _ -> false;
    };
  }

  /// The same for each row, and an error perhaps.
  static boolean mayFail(Expr expr) {
    return !cannotFail(expr) && constant(expr);
  }

  private static boolean constant(Expr expr) {
    return switch (expr) {
      case Expr.Literal _, Expr.Keyword _, Expr.Parameter _ -> true;
      case Expr.Ref _, Expr.Subquery _, Expr.Lambda _, Expr.Let _ -> false;
      case Expr.GetField get -> constant(get.struct());
      case Expr.MakeStruct make -> make.fields().stream().allMatch(Constants::constant);
      case Expr.Cast cast -> constant(cast.value());
      case Expr.Call call ->
          !call.signature().id().startsWith("FN_CURRENT_")
              && !VOLATILE.contains(call.signature().id())
              && call.arguments().stream().allMatch(Constants::constant);
    };
  }

  /// @return how many of the first arguments are computed whatever the others are
  static int alwaysComputed(Expr.Call call) {
    return switch (call.signature().id()) {
      case "FN_IF", "FN_IFNULL", "FN_COALESCE", "FN_CASE_NO_VALUE", "FN_IFERROR" -> 1;
      case "FN_CASE_WITH_VALUE" -> 2;
      default -> call.arguments().size();
    };
  }
}
