package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Signature;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which errors DuckDB would not see: once an argument is NULL in all rows that it has before it, it computes none of
/// the later ones, whose errors GoogleSQL shows.
///
/// Not looked for are errors of arithmetic and of casts between numbers, which would cost the hot paths, and those of
/// subqueries, which are computed before the call.
final class Fallible {
  private static final Set<SqlType> NUMBERS =
      Set.of(SqlType.INT64, SqlType.FLOAT64, SqlType.NUMERIC, SqlType.BIGNUMERIC, SqlType.BOOL);

  /// They leave arguments alone on purpose, as conditions do, or look at all of them.
  private static final Set<String> CONDITIONAL =
      Set.of(
          "FN_AND",
          "FN_OR",
          "FN_IF",
          "FN_IFNULL",
          "FN_COALESCE",
          "FN_CASE_NO_VALUE",
          "FN_CASE_WITH_VALUE",
          "FN_MAKE_ARRAY",
          // Written so that what fails comes first.
          "FN_BETWEEN",
          "FN_IN",
          "FN_GREATEST",
          "FN_LEAST");

  /// As they are written here, NULL as a later argument hides an earlier one, too.
  private static final Set<String> LAST_FIRST =
      Set.of(
          "FN_ARRAY_AT_OFFSET",
          "FN_ARRAY_AT_ORDINAL",
          "FN_SAFE_ARRAY_AT_OFFSET",
          "FN_SAFE_ARRAY_AT_ORDINAL",
          "FN_ARRAY_CONCAT",
          "FN_ARRAY_CONCAT_OP",
          "FN_ARRAY_TO_BYTES",
          "FN_ARRAY_TO_STRING",
          "FN_IN_ARRAY",
          "FN_DATE_DIFF_DATE",
          "FN_SPLIT_STRING");

  /// A function of the same meaning with its two arguments in the other order.
  private static final Map<String, String> MIRRORS =
      Map.ofEntries(
          Map.entry("FN_ADD_INT64", "FN_ADD_INT64"),
          Map.entry("FN_ADD_NUMERIC", "FN_ADD_NUMERIC"),
          Map.entry("FN_MULTIPLY_INT64", "FN_MULTIPLY_INT64"),
          Map.entry("FN_EQUAL", "FN_EQUAL"),
          Map.entry("FN_NOT_EQUAL", "FN_NOT_EQUAL"),
          Map.entry("FN_LESS", "FN_GREATER"),
          Map.entry("FN_GREATER", "FN_LESS"),
          Map.entry("FN_LESS_OR_EQUAL", "FN_GREATER_OR_EQUAL"),
          Map.entry("FN_GREATER_OR_EQUAL", "FN_LESS_OR_EQUAL"));

  /// By the beginning of the signature's name. Those of arithmetic may overflow, which is not looked for.
  private static final List<String> NEVER_FAIL =
      List.of(
          "FN_ADD_INT64",
          "FN_ADD_NUMERIC",
          "FN_ADD_DOUBLE",
          "FN_SUBTRACT_INT64",
          "FN_SUBTRACT_NUMERIC",
          "FN_SUBTRACT_DOUBLE",
          "FN_MULTIPLY_",
          "FN_UNARY_MINUS_",
          "FN_ABS_",
          "FN_EQUAL",
          "FN_NOT_EQUAL",
          "FN_LESS",
          "FN_GREATER",
          "FN_DISTINCT",
          "FN_NOT",
          "FN_IS_",
          "FN_IEEE_DIVIDE",
          "FN_SAFE_",
          "FN_NULLIF",
          "FN_CONCAT",
          "FN_UPPER",
          "FN_LOWER",
          "FN_TRIM",
          "FN_LTRIM",
          "FN_RTRIM",
          "FN_LENGTH",
          "FN_CHAR_LENGTH",
          "FN_BYTE_LENGTH",
          "FN_STARTS_WITH",
          "FN_ENDS_WITH",
          "FN_STRPOS",
          "FN_ARRAY_LENGTH",
          "FN_DATE_FROM_",
          "FN_EXTRACT_",
          "FN_DATE_TRUNC",
          "FN_CURRENT_");

  private Fallible() {}

  /// An argument's error may stay hidden behind another argument that is NULL.
  static boolean hides(Expr.Call call) {
    var arguments = call.arguments();
    if (CONDITIONAL.contains(call.signature().id())) return false;
    if (LAST_FIRST.contains(call.signature().id()) && hides(arguments.reversed())) return true;
    return hides(arguments);
  }

  private static boolean hides(List<Expr> arguments) {
    int nullable = 0;
    while (nullable < arguments.size() && !mayBeNull(arguments.get(nullable))) nullable++;
    return arguments.stream().skip(nullable + 1).anyMatch(Fallible::fails);
  }

  /// The same call with what may fail before what does not, null where there is none.
  static Expr.@Nullable Call mirrored(Expr.Call call) {
    String mirror = MIRRORS.get(call.signature().id());
    if (mirror == null) return null;
    var signature = new Signature(mirror, call.signature().function());
    return new Expr.Call(signature, call.arguments().reversed(), call.type(), call.safe());
  }

  private static boolean mayBeNull(Expr expr) {
    return switch (expr) {
      case Expr.Literal literal -> literal.value() == null;
      case Expr.Keyword _, Expr.MakeStruct _, Expr.Lambda _ -> false;
      case Expr.Call call -> !call.signature().id().equals("FN_MAKE_ARRAY");
      case Expr.Ref _,
          Expr.Parameter _,
          Expr.Cast _,
          Expr.GetField _,
          Expr.Subquery _,
          Expr.Let _ ->
          true;
    };
  }

  /// In a way that depends on the row: a constant's error shows while DuckDB plans.
  static boolean fails(Expr expr) {
    return switch (expr) {
      case Expr.Literal _,
          Expr.Keyword _,
          Expr.Parameter _,
          Expr.Ref _,
          Expr.Subquery _,
          Expr.Lambda _,
          Expr.Let _ ->
          false;
      case Expr.GetField get -> fails(get.struct());
      case Expr.MakeStruct make -> make.fields().stream().anyMatch(Fallible::fails);
      case Expr.Cast cast ->
          fails(cast.value()) || (!cast.safe() && risky(cast) && readsRow(cast.value()));
      case Expr.Call call ->
          call.arguments().stream().anyMatch(Fallible::fails)
              || (!call.safe() && !neverFails(call) && readsRow(call));
    };
  }

  private static boolean neverFails(Expr.Call call) {
    String id = call.signature().id();
    return CONDITIONAL.contains(id) || NEVER_FAIL.stream().anyMatch(id::startsWith);
  }

  private static boolean risky(Expr.Cast cast) {
    if (cast.type().is(SqlType.STRING)) return cast.value().type().is(SqlType.BYTES);
    return !(cast.type() instanceof IrType.Scalar(var to) && NUMBERS.contains(to))
        || !(cast.value().type() instanceof IrType.Scalar(var from) && NUMBERS.contains(from));
  }

  private static boolean readsRow(Expr expr) {
    return switch (expr) {
      case Expr.Literal _, Expr.Keyword _, Expr.Parameter _ -> false;
      case Expr.Ref _, Expr.Subquery _, Expr.Lambda _, Expr.Let _ -> true;
      case Expr.GetField get -> readsRow(get.struct());
      case Expr.MakeStruct make -> make.fields().stream().anyMatch(Fallible::readsRow);
      case Expr.Cast cast -> readsRow(cast.value());
      case Expr.Call call -> call.arguments().stream().anyMatch(Fallible::readsRow);
    };
  }
}
