package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import java.util.List;

/// Functions over arrays.
final class ArrayFunctions {
  private ArrayFunctions() {}

  static void fill(FunctionTable table) {
    table.form("MAKE_ARRAY", ArrayFunctions::make);
    table.pattern("ARRAY_LENGTH", "len({0})");
    table.form("ARRAY_AT_OFFSET", (types, args) -> at(types, args, "gs_at_offset"));
    table.form("ARRAY_AT_ORDINAL", (types, args) -> at(types, args, "gs_at_ordinal"));
    table.macro("SAFE_ARRAY_AT_OFFSET", "gs_safe_at_offset");
    table.macro("SAFE_ARRAY_AT_ORDINAL", "gs_safe_at_ordinal");
    table.form(
        "ARRAY_CONCAT",
        (_, args) ->
            args.stream().reduce((a, b) -> "gs_array_concat(" + a + ", " + b + ")").orElseThrow());
    table.pattern("ARRAY_REVERSE", "list_reverse({0})");
    table.form(
        "ARRAY_TO_STRING",
        (_, args) ->
            args.size() == 2
                ? Patterns.fill("gs_array_to_string({0}, {1})", args)
                : Patterns.fill("gs_array_to_string_with({0}, {1}, {2})", args));
    table.form(
        "GENERATE_ARRAY_INT64",
        (_, args) ->
            "gs_generate("
                + String.join(", ", args)
                + (args.size() == 2 ? ", CAST(1 AS BIGINT)" : "")
                + ")");
    for (var type : List.of("NUMERIC", "DOUBLE")) series(table, type);
    table.form("GENERATE_DATE_ARRAY", ArrayFunctions::dates);
    table.form("GENERATE_TIMESTAMP_ARRAY", ArrayFunctions::timestamps);
    table.udf("COSINE_DISTANCE_DENSE_DOUBLE", "gs_cosine");
    table.udf("EUCLIDEAN_DISTANCE_DENSE_DOUBLE", "gs_euclid");
    table.macro("RANGE_BUCKET", "gs_range_bucket");
    table.form("ARRAY_TO_BYTES", (_, args) -> bytes(args));
  }

  private static String bytes(List<String> args) {
    if (args.size() == 2) return Udfs.call("gs_byte_join", args.get(0), args.get(1));
    String filled =
        "list_transform(" + args.get(0) + ", lambda n$: coalesce(n$, " + args.get(2) + "))";
    return "CASE WHEN "
        + args.get(2)
        + " IS NULL THEN CAST(NULL AS BLOB) ELSE "
        + Udfs.call("gs_byte_join", filled, args.get(1))
        + " END";
  }

  private static void series(FunctionTable table, String type) {
    String duck = type.equals("DOUBLE") ? "DOUBLE" : "DECIMAL(38,9)";
    table.form(
        "GENERATE_ARRAY_" + type,
        (_, args) ->
            "gs_generate_"
                + (type.equals("DOUBLE") ? "floats" : "numerics")
                + "("
                + String.join(", ", args)
                + (args.size() == 2 ? ", CAST(1 AS " + duck + ")" : "")
                + ")");
  }

  private static String timestamps(List<Expr> types, List<String> args) {
    String micros = TimeFunctions.micros(args.get(3));
    if (micros == null) throw Unsupported.of("GENERATE_TIMESTAMP_ARRAY by " + args.get(3));
    return "list_transform(gs_generate(epoch_us("
        + args.get(0)
        + "), epoch_us("
        + args.get(1)
        + "), "
        + args.get(2)
        + " * "
        + micros
        + "), lambda u$: make_timestamptz(u$))";
  }

  /// An array's type is that of its call, but a call knows only its arguments: each carries its own.
  private static String make(List<Expr> types, List<String> args) {
    if (args.isEmpty()) throw new IllegalArgumentException("an empty array has no type of its own");
    if (types.getFirst().type() instanceof IrType.Array) throw Unsupported.of("an array of arrays");
    return "[" + String.join(", ", args) + "]";
  }

  private static String at(List<Expr> types, List<String> args, String macro) {
    String element = SqlTexts.type(((IrType.Array) types.getFirst().type()).element());
    return Patterns.fill(
        "CASE WHEN "
            + macro
            + "_fails({0}, {1}) THEN CAST(gs_fail('Array index ' || {1} || ' is out of bounds') AS "
            + element
            + ") ELSE gs_safe"
            + macro.substring(2)
            + "({0}, {1}) END",
        args);
  }

  private static String dates(List<Expr> types, List<String> args) {
    String step = args.size() > 2 ? args.get(2) : "CAST(1 AS BIGINT)";
    String part = args.size() > 3 ? args.get(3) : "DAY";
    String scaled =
        switch (part) {
          case "DAY", "MONTH" -> step;
          case "WEEK" -> "(" + step + " * 7)";
          case "QUARTER" -> "(" + step + " * 3)";
          case "YEAR" -> "(" + step + " * 12)";
          default -> throw Unsupported.of("GENERATE_DATE_ARRAY by " + part);
        };
    if (!part.equals("DAY") && !part.equals("WEEK"))
      return "CAST("
          + Udfs.call("gs_month_series", args.get(0), args.get(1), scaled)
          + " AS DATE[])";
    return "gs_generate_dates(" + args.get(0) + ", " + args.get(1) + ", " + scaled + ")";
  }
}
