package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INTERVAL;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import convergence.googlesql.ir.Unsupported;
import java.util.List;

/// INTERVAL is DuckDB's own type: months, days and microseconds.
final class IntervalFunctions {
  private IntervalFunctions() {}

  static void fill(FunctionTable table) {
    table.form(
        "INTERVAL_CONSTRUCTOR",
        (_, args) -> Udfs.call("gs_interval_of", args.get(0), "'" + args.get(1) + "'"));
    table.udf("MAKE_INTERVAL", "gs_make_interval");
    table.form("EXTRACT_FROM_INTERVAL", (_, args) -> part(args.get(0), args.get(1)));
    table.udf("ADD_INTERVAL_INTERVAL", "gs_interval_plus");
    table.udf("SUBTRACT_INTERVAL_INTERVAL", "gs_interval_minus");
    table.form("UNARY_MINUS_INTERVAL", (_, args) -> times(args.get(0), "CAST(-1 AS BIGINT)"));
    table.form("MULTIPLY_INTERVAL_INT64", (_, args) -> times(args.get(0), args.get(1)));
    table.form("MULTIPLY_INT64_INTERVAL", (_, args) -> times(args.get(1), args.get(0)));
    table.udf("DIVIDE_INTERVAL_INT64", "gs_interval_over");
    table.udf("JUSTIFY_HOURS", "gs_justify_hours");
    table.udf("JUSTIFY_DAYS", "gs_justify_days");
    table.udf("JUSTIFY_INTERVAL", "gs_justify_interval");
    sums(table);
    differences(table);
  }

  private static String times(String interval, String factor) {
    return Udfs.call("gs_interval_times", interval, factor);
  }

  /// As SQL's EXTRACT: a part of the canonical form, with its sign.
  private static String part(String interval, String part) {
    return switch (part) {
      case "YEAR" -> "(gs_months(" + interval + ") // 12)";
      case "MONTH" -> "(gs_months(" + interval + ") % 12)";
      case "DAY" -> "gs_days(" + interval + ")";
      case "HOUR" -> "(gs_micros(" + interval + ") // 3600000000)";
      case "MINUTE" -> "(gs_micros(" + interval + ") // 60000000 % 60)";
      case "SECOND" -> "(gs_micros(" + interval + ") // 1000000 % 60)";
      case "MILLISECOND" -> "(gs_micros(" + interval + ") // 1000 % 1000)";
      case "MICROSECOND" -> "(gs_micros(" + interval + ") % 1000000)";
      default -> throw Unsupported.of("EXTRACT of " + part + " from an INTERVAL");
    };
  }

  private static void sums(FunctionTable table) {
    for (var type : List.of("DATE", "DATETIME", "TIMESTAMP")) {
      String macro =
          "gs_" + (type.equals("TIMESTAMP") ? "timestamp" : "datetime") + "_plus_interval";
      String first = macro + "(" + (type.equals("DATE") ? "CAST({%d} AS TIMESTAMP)" : "{%d}");
      table.pattern("ADD_" + type + "_INTERVAL", first.formatted(0) + ", {1}, 1)");
      table.pattern("ADD_INTERVAL_" + type, first.formatted(1) + ", {0}, 1)");
      table.pattern("SUBTRACT_" + type + "_INTERVAL", first.formatted(0) + ", {1}, -1)");
    }
  }

  private static void differences(FunctionTable table) {
    table.pattern("SUBTRACT_DATE", "to_days(CAST(date_diff('day', {1}, {0}) AS INTEGER))");
    table.pattern("SUBTRACT_TIMESTAMP", "to_microseconds(epoch_us({0}) - epoch_us({1}))");
    table.pattern("SUBTRACT_DATETIME", "gs_datetime_difference(epoch_us({0}) - epoch_us({1}))");
    table.pattern("SUBTRACT_TIME", "to_microseconds(epoch_us({0}) - epoch_us({1}))");
  }

  static List<Udf> udfs() {
    return List.of(
        Udf.of("gs_interval_of", INTERVAL, a -> Interval.of((Long) a[0], (String) a[1]), INT, TEXT),
        Udf.of("gs_interval_text", TEXT, a -> interval(a).canonical(), INTERVAL),
        Udf.of("gs_interval_iso", TEXT, a -> interval(a).iso(), INTERVAL),
        Udf.of("gs_parse_interval", INTERVAL, a -> Interval.parse((String) a[0]), TEXT),
        Udf.of(
            "gs_interval_plus",
            INTERVAL,
            a -> interval(a).plus((Interval) a[1]),
            INTERVAL,
            INTERVAL),
        Udf.of(
            "gs_interval_minus",
            INTERVAL,
            a -> interval(a).plus(((Interval) a[1]).times(-1)),
            INTERVAL,
            INTERVAL),
        Udf.of("gs_interval_times", INTERVAL, a -> interval(a).times((Long) a[1]), INTERVAL, INT),
        Udf.of("gs_interval_over", INTERVAL, a -> interval(a).over((Long) a[1]), INTERVAL, INT),
        Udf.of("gs_justify_hours", INTERVAL, a -> interval(a).justifiedHours(), INTERVAL),
        Udf.of("gs_justify_days", INTERVAL, a -> interval(a).justifiedDays(), INTERVAL),
        Udf.of("gs_justify_interval", INTERVAL, a -> interval(a).justified(), INTERVAL),
        Udf.of(
            "gs_make_interval", INTERVAL, IntervalFunctions::make, INT, INT, INT, INT, INT, INT));
  }

  private static Interval interval(Object[] a) {
    return (Interval) a[0];
  }

  private static Interval make(Object[] a) {
    return Interval.of((Long) a[0], "YEAR")
        .plus(Interval.of((Long) a[1], "MONTH"))
        .plus(Interval.of((Long) a[2], "DAY"))
        .plus(Interval.of((Long) a[3], "HOUR"))
        .plus(Interval.of((Long) a[4], "MINUTE"))
        .plus(Interval.of((Long) a[5], "SECOND"));
  }
}
