package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BOOL;
import static convergence.embedded.duckdb.sql.Udf.Kind.INTERVAL;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXTS;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Objects;

/// Functions over ranges, which are texts as [Ranges] says.
final class RangeFunctions {
  private RangeFunctions() {}

  static void fill(FunctionTable table) {
    table.form("RANGE", (types, args) -> of(types.getFirst().type(), args.get(0), args.get(1)));
    table.form(
        "RANGE_START",
        (types, args) -> bound(types, "gs_range_start(" + args.getFirst() + ")", Ranges.FIRST));
    table.form(
        "RANGE_END",
        (types, args) -> bound(types, "gs_range_end(" + args.getFirst() + ")", Ranges.LAST));
    table.pattern("RANGE_OVERLAPS", "gs_range_overlaps({0}, {1})");
    table.form(
        "RANGE_INTERSECT",
        (types, args) ->
            "gs_range_intersect("
                + String.join(", ", args)
                + ", '"
                + types.getFirst().type()
                + "')");
    table.pattern("RANGE_CONTAINS_RANGE", "gs_range_contains({0}, {1})");
    table.form(
        "RANGE_CONTAINS_ELEMENT",
        (types, args) ->
            "gs_range_holds("
                + args.get(0)
                + ", "
                + text(((IrType.Scalar) types.get(1).type()).type(), args.get(1))
                + ")");
    for (var type : List.of("DATE", "DATETIME", "TIMESTAMP"))
      table.udf("GENERATE_" + type + "_RANGE_ARRAY", "gs_range_pieces", "true");
  }

  static List<String> macros() {
    return List.of(
        "gs_range_start(r) AS split_part(substr(r, 2), ', ', 1)",
        "gs_range_end(r) AS rtrim(split_part(r, ', ', 2), ')')",
        "gs_range_between(s, e) AS CASE WHEN s < e THEN '[' || s || ', ' || e || ')'"
            + " ELSE gs_range_fails('[' || s || ', ' || e || ')') END",
        "gs_range_overlaps(a, b) AS (gs_range_start(a) < gs_range_end(b)"
            + " AND gs_range_start(b) < gs_range_end(a))",
        "gs_range_intersect(a, b, t) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL"
            + " WHEN gs_range_overlaps(a, b) THEN '[' || greatest(gs_range_start(a), gs_range_start(b))"
            + " || ', ' || least(gs_range_end(a), gs_range_end(b)) || ')'"
            + " ELSE gs_fail('Provided RANGE inputs: ' || t || replace(gs_range_text(a), 'UNBOUNDED', 'NULL')"
            + " || ' and ' || t || replace(gs_range_text(b), 'UNBOUNDED', 'NULL')"
            + " || ' do not overlap. Please check RANGE_OVERLAPS before calling RANGE_INTERSECT') END",
        "gs_range_contains(a, b) AS (gs_range_start(a) <= gs_range_start(b)"
            + " AND gs_range_end(b) <= gs_range_end(a))",
        "gs_range_holds(r, v) AS (gs_range_start(r) <= v AND v < gs_range_end(r))");
  }

  static List<Udf> udfs() {
    return List.of(
        Udf.of("gs_range_text", TEXT, a -> Ranges.shown((String) a[0]), TEXT),
        Udf.of("gs_range_json", TEXT, a -> Ranges.json((String) a[0]), TEXT),
        Udf.of("gs_range_fails", TEXT, a -> Ranges.ordered((String) a[0]), TEXT),
        Udf.of(
            "gs_parse_range",
            TEXT,
            a -> Ranges.held(SqlType.valueOf((String) a[0]), (String) a[1]),
            TEXT,
            TEXT),
        Udf.of(
            "gs_range_pieces",
            TEXTS,
            a -> Ranges.pieces((String) a[0], (Interval) a[1], (Boolean) a[2]),
            TEXT,
            INTERVAL,
            BOOL));
  }

  /// @param type of the bounds
  private static String of(IrType type, String start, String end) {
    var bound = ((IrType.Scalar) type).type();
    return "gs_range_between(coalesce("
        + text(bound, start)
        + ", '"
        + Ranges.FIRST
        + "'), coalesce("
        + text(bound, end)
        + ", '"
        + Ranges.LAST
        + "'))";
  }

  private static String bound(List<Expr> types, String text, String none) {
    var range = ((IrType.Scalar) types.getFirst().type()).type();
    String duck = DuckTypes.scalar(Objects.requireNonNull(range.bound(), range.name()));
    return "CAST(nullif(" + text + ", '" + none + "') AS " + duck + ")";
  }

  private static String text(SqlType bound, String value) {
    return switch (bound) {
      case DATE -> "CAST(" + value + " AS VARCHAR)";
      case DATETIME -> "strftime(" + value + ", '%Y-%m-%d %H:%M:%S.%f')";
      case TIMESTAMP ->
          "(strftime(CAST(" + value + " AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%f') || '+00')";
      default -> throw new IllegalArgumentException("no RANGE of " + bound);
    };
  }
}
