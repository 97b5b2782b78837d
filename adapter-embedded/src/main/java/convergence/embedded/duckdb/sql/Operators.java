package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Comparison, logic, arithmetic and conditions.
final class Operators {
  private Operators() {}

  static void fill(FunctionTable table) {
    comparisons(table);
    conditions(table);
    arithmetic(table);
  }

  private static void comparisons(FunctionTable table) {
    table.form("EQUAL", (types, args) -> equal(types.getFirst().type(), args.get(0), args.get(1)));
    table.form(
        "NOT_EQUAL",
        (types, args) ->
            types.getFirst().type() instanceof IrType.Struct struct
                ? "(NOT " + equal(struct, args.get(0), args.get(1)) + ")"
                : compare(types, args, "({0} <> {1})", "(NOT gs_eq({0}, {1}))"));
    table.form("LESS", (types, args) -> compare(types, args, "({0} < {1})", "gs_lt({0}, {1})"));
    table.form("GREATER", (types, args) -> compare(types, args, "({0} > {1})", "gs_lt({1}, {0})"));
    table.form(
        "LESS_OR_EQUAL", (types, args) -> compare(types, args, "({0} <= {1})", "gs_le({0}, {1})"));
    table.form(
        "GREATER_OR_EQUAL",
        (types, args) -> compare(types, args, "({0} >= {1})", "gs_le({1}, {0})"));
    table.form("BETWEEN", Operators::between);
    table.pattern("DISTINCT", "({0} IS DISTINCT FROM {1})");
    table.pattern("NOT_DISTINCT", "({0} IS NOT DISTINCT FROM {1})");
    table.form("IN", Operators::in);
    table.form("IN_ARRAY", Operators::inArray);
    table.pattern("STRING_LIKE", "({0} LIKE {1} ESCAPE '\\')");
  }

  /// What may fail stands first: DuckDB would not compute it behind a NULL.
  private static String between(List<Expr> types, List<String> args) {
    boolean fails = types.stream().skip(1).anyMatch(Fallible::fails);
    return compare(
        types,
        args,
        fails ? "({1} <= {0} AND {2} >= {0})" : "({0} BETWEEN {1} AND {2})",
        "(gs_le({1}, {0}) AND gs_le({0}, {2}))");
  }

  /// NaN is unequal to everything in GoogleSQL and equal to itself in DuckDB.
  private static String compare(
      List<Expr> types, List<String> args, String plain, String floating) {
    IrType type = types.getFirst().type();
    if (!(type instanceof IrType.Scalar)) throw Unsupported.of("comparison of " + type);
    return Patterns.fill(type.is(SqlType.FLOAT64) ? floating : plain, args);
  }

  /// Field by field: a NULL in a struct makes equality unknown in GoogleSQL only.
  private static String equal(IrType type, String left, String right) {
    return switch (type) {
      case IrType.Scalar _ ->
          (type.is(SqlType.FLOAT64)
              ? "gs_eq(" + left + ", " + right + ")"
              : "(" + left + " = " + right + ")");
      case IrType.Array _ -> throw Unsupported.of("comparison of " + type);
      case IrType.Struct struct -> {
        List<String> fields = new ArrayList<>();
        var names = SqlTexts.fieldNames(struct);
        for (int i = 0; i < names.size(); i++) {
          String field = ", " + DuckTypes.literal(names.get(i)) + ")";
          fields.add(
              equal(
                  struct.fields().get(i).type(),
                  "struct_extract(" + left + field,
                  "struct_extract(" + right + field));
        }
        yield fields.stream().collect(Collectors.joining(" AND ", "(", ")"));
      }
    };
  }

  private static String in(List<Expr> types, List<String> args) {
    String needle = args.getFirst();
    var others = args.subList(1, args.size());
    if (types.getFirst().type() instanceof IrType.Struct struct)
      return others.stream()
          .map(other -> equal(struct, needle, other))
          .collect(Collectors.joining(" OR ", "(", ")"));
    // As in BETWEEN.
    boolean fails = types.stream().skip(1).anyMatch(Fallible::fails);
    return compare(
        types,
        List.of(
            fails
                ? others.stream()
                    .map(other -> "(" + other + " = " + needle + ")")
                    .collect(Collectors.joining(" OR ", "(", ")"))
                : "(" + needle + " IN (" + String.join(", ", others) + "))",
            others.stream()
                .map(other -> "gs_eq(" + other + ", " + needle + ")")
                .collect(Collectors.joining(" OR ", "(", ")"))),
        "{0}",
        "{1}");
  }

  private static String inArray(List<Expr> types, List<String> args) {
    return compare(types, args, "gs_in_array({0}, {1})", "gs_in_float_array({0}, {1})");
  }

  private static void conditions(FunctionTable table) {
    table.form("AND", (_, args) -> "(" + String.join(" AND ", args) + ")");
    table.form("OR", (_, args) -> "(" + String.join(" OR ", args) + ")");
    table.pattern("NOT", "(NOT {0})");
    table.pattern("IS_NULL", "({0} IS NULL)");
    table.pattern("IS_TRUE", "({0} IS TRUE)");
    table.pattern("IS_FALSE", "({0} IS FALSE)");
    table.pattern("IF", "CASE WHEN {0} THEN {1} ELSE {2} END");
    table.pattern("IFNULL", "coalesce({0}, {1})");
    table.pattern("COALESCE", "coalesce({*})");
    table.form(
        "NULLIF",
        (types, args) ->
            compare(
                types,
                args,
                "CASE WHEN {0} = {1} THEN NULL ELSE {0} END",
                "CASE WHEN gs_eq({0}, {1}) THEN NULL ELSE {0} END"));
    table.form("CASE_NO_VALUE", (_, args) -> cases("CASE", args, 0));
    table.form("CASE_WITH_VALUE", Operators::caseOf);
    table.pattern("ISERROR", "(TRY({0} IS NULL) IS NULL)");
    // Both parts are one expression: what DuckDB computes once for both must stand within TRY.
    table.pattern(
        "IFERROR",
        "CASE WHEN TRY(struct_pack(v := {0})) IS NULL THEN {1}"
            + " ELSE struct_extract(TRY(struct_pack(v := {0})), 'v') END");
    table.pattern("NULLIFERROR", "TRY({0})");
    table.form("ERROR", (_, args) -> "CAST(gs_fail(" + args.getFirst() + ") AS BIGINT)");
  }

  private static String cases(String head, List<String> args, int first) {
    var text = new StringBuilder(head);
    for (int i = first; i + 1 < args.size(); i += 2) {
      text.append(" WHEN ").append(args.get(i)).append(" THEN ").append(args.get(i + 1));
    }
    return text.append(" ELSE ").append(args.getLast()).append(" END").toString();
  }

  private static String caseOf(List<Expr> types, List<String> args) {
    boolean floating = types.getFirst().type().is(SqlType.FLOAT64);
    // As in BETWEEN.
    if (!floating && types.stream().noneMatch(Fallible::fails)) {
      String plain = cases("CASE " + args.getFirst(), args, 1);
      return compare(types, List.of(plain), "{0}", "{0}");
    }
    var text = new StringBuilder(compare(types, List.of("CASE"), "{0}", "{0}"));
    for (int i = 1; i + 1 < args.size(); i += 2) {
      text.append(floating ? " WHEN gs_eq(" : " WHEN (").append(args.get(i));
      text.append(floating ? ", " : " = ").append(args.getFirst());
      text.append(") THEN ").append(args.get(i + 1));
    }
    return text.append(" ELSE ").append(args.getLast()).append(" END").toString();
  }

  private static void arithmetic(FunctionTable table) {
    table.pattern("ADD_INT64", "({0} + {1})");
    table.pattern("SUBTRACT_INT64", "({0} - {1})");
    table.pattern("MULTIPLY_INT64", "({0} * {1})");
    table.pattern("UNARY_MINUS_INT64", "(CAST(0 AS BIGINT) - {0})");
    // Both sides are DECIMAL(38,9), and so is the result, or an error.
    table.pattern("ADD_NUMERIC", "({0} + {1})");
    table.pattern("SUBTRACT_NUMERIC", "({0} - {1})");
    table.udf("MULTIPLY_NUMERIC", "gs_numeric_times");
    table.udf("DIVIDE_NUMERIC", "gs_numeric_over");
    table.pattern("UNARY_MINUS_NUMERIC", "(-{0})");
    table.udf("ADD_BIGNUMERIC", "gs_big_plus");
    table.udf("SUBTRACT_BIGNUMERIC", "gs_big_minus");
    table.udf("MULTIPLY_BIGNUMERIC", "gs_big_times");
    table.udf("DIVIDE_BIGNUMERIC", "gs_big_over");
    table.pattern("UNARY_MINUS_BIGNUMERIC", "(-{0})");
    // FloatArithmetic looks at the result of a whole tree of them.
    table.pattern("ADD_DOUBLE", "({0} + {1})");
    table.pattern("SUBTRACT_DOUBLE", "({0} - {1})");
    table.pattern("MULTIPLY_DOUBLE", "({0} * {1})");
    table.macro("DIVIDE_DOUBLE", "gs_float_over");
    table.pattern("UNARY_MINUS_DOUBLE", "(-{0})");
    table.pattern("BITWISE_AND_INT64", "({0} & {1})");
    table.pattern("BITWISE_OR_INT64", "({0} | {1})");
    table.pattern("BITWISE_XOR_INT64", "xor({0}, {1})");
    table.pattern("BITWISE_NOT_INT64", "(~{0})");
    table.udf("BITWISE_LEFT_SHIFT_INT64", "gs_shift_left");
    table.udf("BITWISE_RIGHT_SHIFT_INT64", "gs_shift_right");
    table.macro("ADD_DATE_INT64", "gs_date_plus");
    table.pattern("ADD_INT64_DATE", "gs_date_plus({1}, {0})");
    table.pattern("SUBTRACT_DATE_INT64", "gs_date_plus({0}, CAST(0 AS BIGINT) - {1})");
    table.pattern("CONCAT_OP_STRING", "({0} || {1})");
    table.pattern("CONCAT_OP_BYTES", "({0} || {1})");
    table.macro("ARRAY_CONCAT_OP", "gs_array_concat");
  }
}
