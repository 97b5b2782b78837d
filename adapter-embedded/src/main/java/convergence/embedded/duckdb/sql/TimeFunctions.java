package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlFault;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Dates and times. TIMESTAMP is DuckDB's TIMESTAMPTZ in a session of zone UTC, DATETIME its TIMESTAMP.
final class TimeFunctions {
  /// Microseconds of a part whose length never varies; a TIMESTAMP's DAY is 24 hours.
  private static final Map<String, String> MICROS =
      Map.of(
          "MICROSECOND", "1",
          "MILLISECOND", "1000",
          "SECOND", "1000000",
          "MINUTE", "60000000",
          "HOUR", "3600000000",
          "DAY", "86400000000");

  private static final Map<String, Integer> MONTHS = Map.of("MONTH", 1, "QUARTER", 3, "YEAR", 12);

  /// How many days before 1970-01-04, a Sunday, the weeks of a part begin to count from 1970-01-01.
  private static final Map<String, Integer> WEEKS =
      Map.of(
          "WEEK", 4,
          "WEEK_MONDAY", 3,
          "ISOWEEK", 3,
          "WEEK_TUESDAY", 2,
          "WEEK_WEDNESDAY", 1,
          "WEEK_THURSDAY", 0,
          "WEEK_FRIDAY", 6,
          "WEEK_SATURDAY", 5);

  private TimeFunctions() {}

  /// @return microseconds of a part whose length never varies, or null
  static @Nullable String micros(String part) {
    return MICROS.get(part);
  }

  static void fill(FunctionTable table) {
    now(table);
    constructors(table);
    sums(table);
    differences(table);
    truncations(table);
    extracts(table);
    texts(table);
    epochs(table);
  }

  private static SqlFault refused(String function, String part) {
    return Unsupported.of(function + " by " + part.replace("WEEK_", "WEEK of "));
  }

  private static String zone(List<String> args, int index) {
    return args.size() > index ? args.get(index) : "'UTC'";
  }

  /// The local time of a TIMESTAMP.
  private static String local(List<String> args, int zoneIndex) {
    return args.size() > zoneIndex
        ? "gs_local(" + args.getFirst() + ", " + args.get(zoneIndex) + ")"
        : "CAST(" + args.getFirst() + " AS TIMESTAMP)";
  }

  /// A DATE or DATETIME has years 1 to 9999 only.
  private static String checkedLocal(List<String> args, int zoneIndex) {
    return args.size() > zoneIndex
        ? "gs_checked_local(" + args.getFirst() + ", " + args.get(zoneIndex) + ")"
        : "CAST(" + args.getFirst() + " AS TIMESTAMP)";
  }

  private static void now(FunctionTable table) {
    table.pattern("CURRENT_TIMESTAMP", "now()");
    table.form("CURRENT_DATE", (_, args) -> "CAST(gs_local(now(), " + zone(args, 0) + ") AS DATE)");
    table.form("CURRENT_DATETIME", (_, args) -> "gs_local(now(), " + zone(args, 0) + ")");
    table.form("CURRENT_TIME", (_, args) -> "CAST(gs_local(now(), " + zone(args, 0) + ") AS TIME)");
  }

  private static void constructors(FunctionTable table) {
    table.pattern("DATE_FROM_DATE", "{0}");
    table.pattern("DATE_FROM_DATETIME", "CAST({0} AS DATE)");
    table.form("DATE_FROM_TIMESTAMP", (_, args) -> "CAST(" + checkedLocal(args, 1) + " AS DATE)");
    // Of the moment that a text may also tell, in UTC.
    table.pattern(
        "DATE_FROM_STRING", "CAST(CAST(gs_parse_timestamp_text({0}, 'UTC') AS TIMESTAMP) AS DATE)");
    table.udf("DATE_FROM_YEAR_MONTH_DAY", "gs_date");
    table.pattern("DATETIME_FROM_DATE", "CAST({0} AS TIMESTAMP)");
    table.pattern("DATETIME_FROM_DATETIME", "{0}");
    table.pattern("DATETIME_FROM_DATE_AND_TIME", "({0} + {1})");
    table.udf("DATETIME_FROM_STRING", "gs_parse_datetime_text");
    table.form("DATETIME_FROM_TIMESTAMP", (_, args) -> checkedLocal(args, 1));
    table.udf("DATETIME_FROM_YEAR_MONTH_DAY_HOUR_MINUTE_SECOND", "gs_datetime");
    table.form(
        "TIMESTAMP_FROM_DATE",
        (_, args) ->
            "gs_instant(CAST(" + args.getFirst() + " AS TIMESTAMP), " + zone(args, 1) + ")");
    table.form(
        "TIMESTAMP_FROM_DATETIME",
        (_, args) -> "gs_instant(" + args.getFirst() + ", " + zone(args, 1) + ")");
    table.form(
        "TIMESTAMP_FROM_STRING",
        (_, args) ->
            args.size() == 1
                ? "gs_parse_timestamp_text(" + args.getFirst() + ", 'UTC')"
                : "gs_parse_zoneless_text(" + String.join(", ", args) + ")");
    table.pattern("TIMESTAMP_FROM_TIMESTAMP", "{0}");
    table.pattern("TIME_FROM_DATETIME", "CAST({0} AS TIME)");
    table.pattern("TIME_FROM_TIME", "{0}");
    table.form("TIME_FROM_TIMESTAMP", (_, args) -> "CAST(" + local(args, 1) + " AS TIME)");
    table.pattern("TIME_FROM_HOUR_MINUTE_SECOND", "gs_micros_to_time(gs_time({0}, {1}, {2}))");
  }

  private static void sums(FunctionTable table) {
    table.form(
        "DATE_ADD_DATE", (_, args) -> addDate("DATE_ADD", args.get(0), args.get(1), args.get(2)));
    table.form(
        "DATE_SUB_DATE",
        (_, args) -> addDate("DATE_SUB", args.get(0), negative(args.get(1)), args.get(2)));
    table.form(
        "TIMESTAMP_ADD",
        (_, args) -> addMicros("gs_timestamp", args.get(0), args.get(1), args.get(2)));
    table.form(
        "TIMESTAMP_SUB",
        (_, args) -> addMicros("gs_timestamp", args.get(0), negative(args.get(1)), args.get(2)));
    table.form("DATETIME_ADD", (_, args) -> addDatetime(args.get(0), args.get(1), args.get(2)));
    table.form(
        "DATETIME_SUB", (_, args) -> addDatetime(args.get(0), negative(args.get(1)), args.get(2)));
    table.form("TIME_ADD", (_, args) -> moveTime(args.get(0), " + ", args.get(1), args.get(2)));
    table.form("TIME_SUB", (_, args) -> moveTime(args.get(0), " - ", args.get(1), args.get(2)));
  }

  private static String negative(String number) {
    return "gs_negative(" + number + ")";
  }

  private static String times(String number, String factor) {
    return factor.equals("1") ? number : "gs_times(" + number + ", " + factor + ")";
  }

  private static String addDate(String function, String date, String number, String part) {
    if (MONTHS.containsKey(part))
      return "gs_date_plus_months(" + date + ", " + times(number, "" + MONTHS.get(part)) + ")";
    return switch (part) {
      case "DAY" -> "gs_date_plus(" + date + ", " + number + ")";
      case "WEEK" -> "gs_date_plus(" + date + ", " + times(number, "7") + ")";
      default -> throw refused(function, part);
    };
  }

  private static String addMicros(String make, String value, String number, String part) {
    String micros = MICROS.get(part);
    if (micros == null) throw refused("adding an interval", part);
    return make + "(epoch_us(" + value + ") + " + times(number, micros) + ")";
  }

  private static String addDatetime(String value, String number, String part) {
    if (MONTHS.containsKey(part))
      return "gs_datetime_plus_months(" + value + ", " + times(number, "" + MONTHS.get(part)) + ")";
    if (part.equals("WEEK")) return addMicros("gs_datetime_of", value, times(number, "7"), "DAY");
    return addMicros("gs_datetime_of", value, number, part);
  }

  private static String moveTime(String value, String operator, String number, String part) {
    String micros = MICROS.get(part);
    if (micros == null || part.equals("DAY")) throw refused("adding to a TIME", part);
    // Whole days are left out first: they overflow, and change nothing.
    return "gs_micros_to_time(gs_floor_mod(epoch_us("
        + value
        + ")"
        + operator
        + number
        + " % (86400000000 // "
        + micros
        + ") * "
        + micros
        + ", 86400000000))";
  }

  private static void differences(FunctionTable table) {
    table.form(
        "DATE_DIFF_DATE", (_, args) -> dateDifference(args.get(0), args.get(1), args.get(2)));
    table.form(
        "TIMESTAMP_DIFF",
        (_, args) -> {
          String micros = MICROS.get(args.get(2));
          if (micros == null) throw refused("TIMESTAMP_DIFF", args.get(2));
          return "((epoch_us("
              + args.get(0)
              + ") - epoch_us("
              + args.get(1)
              + ")) // "
              + micros
              + ")";
        });
    table.form(
        "DATETIME_DIFF",
        (_, args) -> {
          String micros = MICROS.get(args.get(2));
          return micros == null
              ? dateDifference(day(args.get(0)), day(args.get(1)), args.get(2))
              : "(gs_floor_div(epoch_us("
                  + args.get(0)
                  + "), "
                  + micros
                  + ") - gs_floor_div(epoch_us("
                  + args.get(1)
                  + "), "
                  + micros
                  + "))";
        });
    table.form(
        "TIME_DIFF",
        (_, args) -> {
          String micros = MICROS.get(args.get(2));
          if (micros == null || args.get(2).equals("DAY")) throw refused("TIME_DIFF", args.get(2));
          return "(epoch_us("
              + args.get(0)
              + ") // "
              + micros
              + " - epoch_us("
              + args.get(1)
              + ") // "
              + micros
              + ")";
        });
  }

  private static String day(String datetime) {
    return "CAST(" + datetime + " AS DATE)";
  }

  private static String dateDifference(String a, String b, String part) {
    if (WEEKS.containsKey(part))
      return "(gs_week("
          + a
          + ", "
          + WEEKS.get(part)
          + ") - gs_week("
          + b
          + ", "
          + WEEKS.get(part)
          + "))";
    return switch (part) {
      case "DAY" -> "date_diff('day', " + b + ", " + a + ")";
      case "MONTH" -> "(gs_month(" + a + ") - gs_month(" + b + "))";
      case "QUARTER" -> "(gs_month(" + a + ") // 3 - gs_month(" + b + ") // 3)";
      case "YEAR" -> "(year(" + a + ") - year(" + b + "))";
      case "ISOYEAR" -> "(isoyear(" + a + ") - isoyear(" + b + "))";
      default -> throw refused("the difference of dates", part);
    };
  }

  private static void truncations(FunctionTable table) {
    table.form("DATE_TRUNC_DATE", (_, args) -> truncatedDate(args.get(0), args.get(1)));
    table.form("DATETIME_TRUNC", (_, args) -> truncated(args.get(0), args.get(1)));
    table.form(
        "TIMESTAMP_TRUNC",
        (_, args) ->
            args.size() < 3
                ? "CAST("
                    + truncated("CAST(" + args.get(0) + " AS TIMESTAMP)", args.get(1))
                    + " AS TIMESTAMPTZ)"
                : zoned(args));
    table.form(
        "TIME_TRUNC",
        (_, args) -> {
          String micros = MICROS.get(args.get(1));
          if (micros == null || args.get(1).equals("DAY")) throw refused("TIME_TRUNC", args.get(1));
          return "gs_micros_to_time(epoch_us("
              + args.get(0)
              + ") // "
              + micros
              + " * "
              + micros
              + ")";
        });
  }

  private static String zoned(List<String> args) {
    String part = args.get(1);
    String micros = MICROS.get(part);
    if (micros != null && !part.equals("DAY"))
      return Patterns.fill(
          "gs_truncated_in_zone(epoch_us({0}), epoch_us({1}), " + micros + ")",
          List.of(args.getFirst(), local(args, 2)));
    return "gs_instant(" + truncated(local(args, 2), part) + ", " + args.get(2) + ")";
  }

  private static String truncated(String datetime, String part) {
    String micros = MICROS.get(part);
    return micros == null
        ? "CAST(" + truncatedDate(day(datetime), part) + " AS TIMESTAMP)"
        : "gs_datetime_of(gs_floor_div(epoch_us("
            + datetime
            + "), "
            + micros
            + ") * "
            + micros
            + ")";
  }

  private static String truncatedDate(String date, String part) {
    if (WEEKS.containsKey(part)) return "gs_week_start(" + date + ", " + WEEKS.get(part) + ")";
    return switch (part) {
      case "DAY" -> date;
      case "MONTH" -> "CAST(date_trunc('month', " + date + ") AS DATE)";
      case "QUARTER" -> "CAST(date_trunc('quarter', " + date + ") AS DATE)";
      case "YEAR" -> "CAST(date_trunc('year', " + date + ") AS DATE)";
      case "ISOYEAR" -> "gs_week_start(make_date(isoyear(" + date + "), 1, 4), 3)";
      default -> throw refused("truncation", part);
    };
  }

  private static void buckets(FunctionTable table) {
    table.form("DATETIME_BUCKET", (_, args) -> bucket(args, "{0}"));
    table.form(
        "DATE_BUCKET", (_, args) -> "CAST(" + bucket(args, "CAST({0} AS TIMESTAMP)") + " AS DATE)");
    table.form(
        "TIMESTAMP_BUCKET",
        (_, args) -> "CAST(" + bucket(args, "CAST({0} AS TIMESTAMP)") + " AS TIMESTAMPTZ)");
  }

  private static String bucket(List<String> args, String asDatetime) {
    String origin =
        args.size() > 2
            ? Patterns.fill(asDatetime, List.of(args.get(2)))
            : "CAST('1950-01-01' AS TIMESTAMP)";
    return Udfs.call(
        "gs_bucket", Patterns.fill(asDatetime, List.of(args.get(0))), args.get(1), origin);
  }

  private static void extracts(FunctionTable table) {
    buckets(table);
    table.form("EXTRACT_FROM_DATE", (_, args) -> part(args.get(0), args.get(1)));
    table.form("EXTRACT_FROM_DATETIME", (_, args) -> part(args.get(0), args.get(1)));
    table.form("EXTRACT_FROM_TIME", (_, args) -> part(args.get(0), args.get(1)));
    table.form("EXTRACT_FROM_TIMESTAMP", (_, args) -> part(local(args, 2), args.get(1)));
    table.pattern("EXTRACT_DATE_FROM_DATETIME", "CAST({0} AS DATE)");
    table.form(
        "EXTRACT_DATE_FROM_TIMESTAMP", (_, args) -> "CAST(" + checkedLocal(args, 1) + " AS DATE)");
    table.form("EXTRACT_DATETIME_FROM_TIMESTAMP", (_, args) -> checkedLocal(args, 1));
    table.pattern("EXTRACT_TIME_FROM_DATETIME", "CAST({0} AS TIME)");
    table.form("EXTRACT_TIME_FROM_TIMESTAMP", (_, args) -> "CAST(" + local(args, 1) + " AS TIME)");
    table.form(
        "LAST_DAY_DATE",
        (_, args) -> lastDay(args.get(0), args.size() > 1 ? args.get(1) : "MONTH"));
    table.form(
        "LAST_DAY_DATETIME",
        (_, args) -> lastDay(day(args.get(0)), args.size() > 1 ? args.get(1) : "MONTH"));
  }

  private static String lastDay(String date, String part) {
    if (WEEKS.containsKey(part)) return "gs_week_end(" + date + ", " + WEEKS.get(part) + ")";
    return switch (part) {
      case "MONTH" -> "last_day(" + date + ")";
      case "QUARTER" -> "last_day(gs_date_plus_months(" + truncatedDate(date, part) + ", 2))";
      case "YEAR" -> "make_date(year(" + date + "), 12, 31)";
      case "ISOYEAR" ->
          "gs_date_plus(gs_week_start(make_date(isoyear(" + date + ") + 1, 1, 4), 3), -1)";
      default -> throw refused("LAST_DAY", part);
    };
  }

  private static String part(String value, String part) {
    if (WEEKS.containsKey(part) && !part.equals("ISOWEEK"))
      return "gs_week_of_year(CAST(" + value + " AS DATE), " + WEEKS.get(part) + ")";
    return switch (part) {
      case "YEAR", "MONTH", "DAY", "QUARTER", "HOUR", "MINUTE", "ISOYEAR" ->
          "CAST(date_part('"
              + part.toLowerCase(java.util.Locale.ROOT)
              + "', "
              + value
              + ") AS BIGINT)";
      case "DAYOFWEEK" -> "CAST(date_part('dow', " + value + ") + 1 AS BIGINT)";
      case "DAYOFYEAR" -> "CAST(date_part('doy', " + value + ") AS BIGINT)";
      case "ISOWEEK" -> "CAST(date_part('week', " + value + ") AS BIGINT)";
      case "SECOND" -> "(CAST(date_part('microsecond', " + value + ") AS BIGINT) // 1000000)";
      case "MILLISECOND" ->
          "(CAST(date_part('microsecond', " + value + ") AS BIGINT) % 1000000 // 1000)";
      case "MICROSECOND" -> "(CAST(date_part('microsecond', " + value + ") AS BIGINT) % 1000000)";
      default -> throw refused("EXTRACT", part);
    };
  }

  private static void texts(FunctionTable table) {
    table.form(
        "FORMAT_DATE",
        (types, args) -> formatted(TimeFormats.DATES, types, "gs_format_date", args));
    table.form(
        "FORMAT_DATETIME",
        (types, args) -> formatted(TimeFormats.DATETIMES, types, "gs_format_datetime", args));
    table.form(
        "FORMAT_TIMESTAMP",
        (types, args) ->
            formatted(
                TimeFormats.TIMESTAMPS,
                types,
                "gs_format_timestamp",
                List.of(args.get(0), args.get(1), zone(args, 2))));
    table.form(
        "FORMAT_TIME",
        (types, args) ->
            formatted(
                TimeFormats.TIMES,
                types,
                "gs_format_time",
                List.of(args.get(0), "epoch_us(" + args.get(1) + ")")));
    table.form(
        "PARSE_DATE", (types, args) -> parsed(TimeFormats.DATES, types, "gs_parse_date", args));
    table.form(
        "PARSE_DATETIME",
        (types, args) -> parsed(TimeFormats.DATETIMES, types, "gs_parse_datetime", args));
    table.form(
        "PARSE_TIMESTAMP",
        (types, args) ->
            parsed(
                TimeFormats.TIMESTAMPS,
                types,
                "gs_parse_timestamp",
                List.of(args.get(0), args.get(1), zone(args, 2))));
    table.form(
        "PARSE_TIME",
        (types, args) ->
            "gs_micros_to_time(" + parsed(TimeFormats.TIMES, types, "gs_parse_time", args) + ")");
    table.pattern("STRING_FROM_DATE", "CAST({0} AS VARCHAR)");
    table.udf("STRING_FROM_DATETIME", "gs_datetime_text");
    table.pattern("STRING_FROM_TIME", "gs_time_text(epoch_us({0}))");
    table.form(
        "STRING_FROM_TIMESTAMP",
        (_, args) -> "gs_timestamp_text(" + args.getFirst() + ", " + zone(args, 1) + ")");
  }

  /// What a format holds must be known before the query runs.
  private static String literal(List<Expr> types, String function) {
    if (types.getFirst() instanceof Expr.Literal(_, String format)) return format;
    throw Unsupported.of("a format of " + function.substring(3) + " that is no literal");
  }

  private static String formatted(
      TimeFormats kind, List<Expr> types, String function, List<String> args) {
    String format = literal(types, function);
    if (!kind.writes(format)) throw Unsupported.of("format " + format);
    return function + "(" + String.join(", ", args) + ")";
  }

  private static String parsed(
      TimeFormats kind, List<Expr> types, String function, List<String> args) {
    String format = literal(types, function);
    String foreign = kind.foreign(format);
    if (foreign == null && !kind.reads(format)) throw Unsupported.of("format " + format);
    return function + "(" + String.join(", ", args) + ")";
  }

  private static void epochs(FunctionTable table) {
    table.pattern("UNIX_DATE", "date_diff('day', CAST('1970-01-01' AS DATE), {0})");
    table.pattern("DATE_FROM_UNIX_DATE", "gs_date_plus(CAST('1970-01-01' AS DATE), {0})");
    table.pattern("UNIX_MICROS_FROM_TIMESTAMP", "epoch_us({0})");
    table.pattern("UNIX_MILLIS_FROM_TIMESTAMP", "gs_floor_div(epoch_us({0}), 1000)");
    table.pattern("UNIX_SECONDS_FROM_TIMESTAMP", "gs_floor_div(epoch_us({0}), 1000000)");
    for (var name : List.of("TIMESTAMP_FROM_INT64_", "TIMESTAMP_FROM_UNIX_")) {
      String suffix = name.endsWith("UNIX_") ? "_INT64" : "";
      table.pattern(name + "MICROS" + suffix, "gs_timestamp({0})");
      table.pattern(name + "MILLIS" + suffix, "gs_timestamp({0} * 1000)");
      table.pattern(name + "SECONDS" + suffix, "gs_timestamp({0} * 1000000)");
    }
  }
}
