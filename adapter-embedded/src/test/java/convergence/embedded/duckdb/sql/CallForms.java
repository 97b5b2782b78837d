package convergence.embedded.duckdb.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How ZetaSQL's functions are written, and which arguments are no value like any other.
final class CallForms {
  /// Their values are not the same twice, or not the same in two programs.
  static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry("RAND", "another value at each call"),
          Map.entry("GENERATE_UUID", "another value at each call"),
          Map.entry("CURRENT_DATE", "the clock"),
          Map.entry("CURRENT_DATETIME", "the clock"),
          Map.entry("CURRENT_TIME", "the clock"),
          Map.entry("CURRENT_TIMESTAMP", "the clock"),
          Map.entry("SESSION_USER", "who asks"),
          Map.entry("HLL_COUNT.EXTRACT", "the evaluator has it not"),
          Map.entry("TO_BASE32", "the evaluator has it not"),
          Map.entry("FROM_BASE32", "the evaluator has it not"),
          Map.entry("JSON_ARRAY_APPEND", "pairs of arguments: the corpus has them"),
          Map.entry("JSON_ARRAY_INSERT", "pairs of arguments: the corpus has them"),
          Map.entry("JSON_SET", "pairs of arguments: the corpus has them"),
          Map.entry("JSON_REMOVE", "constant paths: the corpus has them"),
          Map.entry("JSON_OBJECT", "pairs of arguments: the corpus has them"),
          Map.entry("FORMAT", "formats go with their arguments: TrapsTest"),
          Map.entry("RANGE", "no ranges are generated: RangesTest"),
          Map.entry("RANGE_START", "no ranges are generated: RangesTest"),
          Map.entry("RANGE_END", "no ranges are generated: RangesTest"),
          Map.entry("RANGE_CONTAINS", "no ranges are generated: RangesTest"),
          Map.entry("RANGE_OVERLAPS", "no ranges are generated: RangesTest"),
          Map.entry("RANGE_INTERSECT", "no ranges are generated: RangesTest"),
          Map.entry("GENERATE_RANGE_ARRAY", "no ranges are generated: RangesTest"),
          Map.entry("IFERROR", "BigQuery has it not"),
          Map.entry("ISERROR", "BigQuery has it not"),
          Map.entry("NULLIFERROR", "BigQuery has it not"),
          Map.entry("ERROR", "always fails: covered by TrapsTest"));

  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("$add", "({0} + {1})"),
          Map.entry("$subtract", "({0} - {1})"),
          Map.entry("$multiply", "({0} * {1})"),
          Map.entry("$divide", "({0} / {1})"),
          Map.entry("$unary_minus", "(- {0})"),
          Map.entry("$equal", "({0} = {1})"),
          Map.entry("$not_equal", "({0} != {1})"),
          Map.entry("$less", "({0} < {1})"),
          Map.entry("$less_or_equal", "({0} <= {1})"),
          Map.entry("$greater", "({0} > {1})"),
          Map.entry("$greater_or_equal", "({0} >= {1})"),
          Map.entry("$between", "({0} BETWEEN {1} AND {2})"),
          Map.entry("$is_distinct_from", "({0} IS DISTINCT FROM {1})"),
          Map.entry("$is_not_distinct_from", "({0} IS NOT DISTINCT FROM {1})"),
          Map.entry("$like", "({0} LIKE {1})"),
          Map.entry("$in_array", "({0} IN UNNEST({1}))"),
          Map.entry("$not", "(NOT {0})"),
          Map.entry("$is_null", "({0} IS NULL)"),
          Map.entry("$is_true", "({0} IS TRUE)"),
          Map.entry("$is_false", "({0} IS FALSE)"),
          Map.entry("$concat_op", "({0} || {1})"),
          Map.entry("$bitwise_and", "({0} & {1})"),
          Map.entry("$bitwise_or", "({0} | {1})"),
          Map.entry("$bitwise_xor", "({0} ^ {1})"),
          Map.entry("$bitwise_not", "(~ {0})"),
          Map.entry("$bitwise_left_shift", "({0} << {1})"),
          Map.entry("$bitwise_right_shift", "({0} >> {1})"),
          Map.entry("$array_at_offset", "({0})[OFFSET({1})]"),
          Map.entry("$array_at_ordinal", "({0})[ORDINAL({1})]"),
          Map.entry("$safe_array_at_offset", "({0})[SAFE_OFFSET({1})]"),
          Map.entry("$safe_array_at_ordinal", "({0})[SAFE_ORDINAL({1})]"),
          Map.entry("$count_star", "COUNT(*)"));

  private static final Set<String> ADDING =
      Set.of(
          "date_add",
          "date_sub",
          "datetime_add",
          "datetime_sub",
          "timestamp_add",
          "timestamp_sub",
          "time_add",
          "time_sub");
  private static final Set<String> SAFE_REFUSED =
      Set.of("if", "coalesce", "ifnull", "nullif", "zeroifnull", "nullifzero");

  private CallForms() {}

  static boolean writable(String name) {
    // The evaluator has no geographies: GeographyTest.
    return !name.startsWith("st_")
        && !LEFT_OUT.containsKey(name.toUpperCase(Locale.ROOT))
        && (!name.startsWith("$")
            || OPERATORS.containsKey(name)
            || Set.of("$in", "$and", "$or", "$make_array", "$case_no_value", "$case_with_value")
                .contains(name)
            || name.startsWith("$extract")
            || name.equals("$like_any")
            || name.equals("$like_all"));
  }

  static boolean maySafe(String name) {
    return !name.startsWith("$") && !SAFE_REFUSED.contains(name);
  }

  static String write(String name, List<String> args) {
    String operator = OPERATORS.get(name);
    if (operator != null) return Patterns.fill(operator, args);
    var rest = args.subList(Math.min(1, args.size()), args.size());
    return switch (name) {
      case "$and" -> "(" + String.join(" AND ", args) + ")";
      case "$or" -> "(" + String.join(" OR ", args) + ")";
      case "$in" -> "(" + args.getFirst() + " IN (" + String.join(", ", rest) + "))";
      case "$like_any" -> "(" + args.getFirst() + " LIKE ANY (" + String.join(", ", rest) + "))";
      case "$like_all" -> "(" + args.getFirst() + " LIKE ALL (" + String.join(", ", rest) + "))";
      case "$make_array" -> "[" + String.join(", ", args) + "]";
      case "$case_no_value" -> cases("CASE", args);
      case "$case_with_value" -> cases("CASE " + args.getFirst(), rest);
      case "$extract" ->
          "EXTRACT(" + args.get(1) + " FROM " + args.getFirst() + zone(args, 2) + ")";
      case "$extract_date", "$extract_time", "$extract_datetime" ->
          "EXTRACT("
              + name.substring(9).toUpperCase(Locale.ROOT)
              + " FROM "
              + args.getFirst()
              + zone(args, 1)
              + ")";
      default -> {
        List<String> all = new ArrayList<>(args);
        if (ADDING.contains(name))
          all =
              new ArrayList<>(List.of(args.get(0), "INTERVAL " + args.get(1) + " " + args.get(2)));
        if (name.matches("generate_(date|timestamp)_array") && args.size() > 2)
          all =
              new ArrayList<>(
                  List.of(
                      args.get(0),
                      args.get(1),
                      "INTERVAL " + args.get(2) + " " + (args.size() > 3 ? args.get(3) : "DAY")));
        yield name.toUpperCase(Locale.ROOT) + "(" + String.join(", ", all) + ")";
      }
    };
  }

  private static String zone(List<String> args, int index) {
    return args.size() > index ? " AT TIME ZONE " + args.get(index) : "";
  }

  /// Pairs of WHEN and THEN, the last one is ELSE.
  private static String cases(String head, List<String> args) {
    var text = new StringBuilder("(").append(head);
    for (int i = 0; i + 1 < args.size(); i += 2) {
      text.append(" WHEN ").append(args.get(i)).append(" THEN ").append(args.get(i + 1));
    }
    return text.append(" ELSE ").append(args.getLast()).append(" END)").toString();
  }

  /// A part of a date for a function of this name.
  static String part(String name, String firstType, Dice dice) {
    String kind = firstType.toLowerCase(Locale.ROOT);
    boolean adds = ADDING.contains(name);
    if (name.startsWith("generate_timestamp")) return dice.any("HOUR", "DAY");
    if (name.startsWith("generate_date")) return dice.any("DAY", "WEEK", "MONTH");
    List<String> parts = new ArrayList<>();
    if (!kind.equals("date") && !name.startsWith("last")) {
      parts.addAll(List.of("MICROSECOND", "MILLISECOND", "SECOND", "MINUTE", "HOUR"));
    }
    if (kind.equals("timestamp") && (adds || name.endsWith("_diff"))) parts.add("DAY");
    else if (!kind.equals("time")) {
      parts.addAll(List.of("DAY", "MONTH", "QUARTER", "YEAR", "WEEK"));
      if (!adds) parts.addAll(List.of("ISOWEEK", "ISOYEAR", "WEEK(MONDAY)", "WEEK(THURSDAY)"));
      if (name.equals("$extract")) parts.addAll(List.of("DAYOFWEEK", "DAYOFYEAR"));
    }
    return dice.pick(parts);
  }

  /// @return the text of an argument that must be of a certain kind, null: any value will do
  static @Nullable String special(String name, int index, Dice dice) {
    String key = name + "/" + index;
    return switch (key) {
      case "regexp_contains/1",
          "regexp_extract/1",
          "regexp_extract_all/1",
          "regexp_replace/1",
          "regexp_instr/1",
          "regexp_substr/1" ->
          dice.any(
              "r'a'", "r'[a-c]+'", "r'(b+)'", "r'^a'", "r'\\d+'", "r'a.'", "r'(?i)AB'", "r'é|ß'");
      case "regexp_replace/2" -> dice.any("''", "'x'", "'<>'", "r'\\0-'");
      // A match ends the evaluator's search, before a pattern that is none.
      case "$like_any/1",
          "$like_any/2",
          "$like_any/3",
          "$like_all/1",
          "$like_all/2",
          "$like_all/3" ->
          dice.any("'a%'", "'%b'", "'_'", "'%'", "''", "'a_c'");
      case "repeat/1", "space/0" -> "" + dice.between(-1, 4);
      case "lpad/1", "rpad/1" -> "" + dice.between(-1, 7);
      case "generate_array/0", "generate_array/1", "generate_array/2" ->
          dice.percent(5) ? "0" : "" + dice.between(-4, 9);
      case "generate_date_array/0", "generate_date_array/1" ->
          dice.any(
              "DATE '2024-01-30'", "DATE '2024-02-29'", "DATE '2024-03-20'", "DATE '2023-12-31'");
      case "generate_date_array/2", "generate_timestamp_array/2" -> dice.any("1", "2", "7", "(-3)");
      case "generate_timestamp_array/0", "generate_timestamp_array/1" ->
          dice.any("TIMESTAMP '2024-01-30 00:00:00+00'", "TIMESTAMP '2024-01-30 05:30:00+00'");
      case "chr/0" -> dice.any("65", "223", "0x1F600", "0", "(-1)", "55296", "1114112");
      case "normalize/1", "normalize_and_casefold/1" -> dice.any("NFC", "NFD", "NFKC", "NFKD");
      case "round/2" -> dice.any("'ROUND_HALF_EVEN'", "'ROUND_HALF_AWAY_FROM_ZERO'");
      case "round/1", "trunc/1" -> "" + dice.between(-3, 5);
      case "from_hex/0" -> dice.any("'616263'", "'FF0'", "'zz'", "''", "'00aBcD'");
      case "from_base64/0" -> dice.any("'YWJj'", "'/w=='", "'?'", "''", "'YWI='");
      case "from_base32/0" -> dice.any("'MFRGG==='", "'MFRA===='", "'1'", "''");
      case "format_date/0" ->
          dice.any(
              "'%Y-%m-%d'",
              "'%d/%m/%y'",
              "'%A %B %j'",
              "'%a %b %e'",
              "'%F'",
              "'%U %V %W %u %w'",
              "'%G-%V'",
              "'%Q'");
      case "format_datetime/0", "format_timestamp/0" ->
          dice.any(
              "'%Y-%m-%d %H:%M:%S'",
              "'%I:%M %p'", "'%FT%T'", "'%E3S'", "'%E*S'", "'%c'", "'%D %R'", "'%s'");
      case "format_time/0" -> dice.any("'%H:%M:%S'", "'%I:%M %p'", "'%T'", "'%E6S'", "'%R'");
      case "parse_date/0" -> dice.any("'%Y-%m-%d'", "'%F'", "'%d/%m/%Y'", "'%Y%m%d'");
      case "parse_date/1" ->
          dice.any("'2024-02-29'", "'2023-02-29'", "'29/02/2024'", "'20240229'", "'x'", "''");
      case "parse_datetime/0", "parse_timestamp/0" ->
          dice.any("'%Y-%m-%d %H:%M:%S'", "'%F %T'", "'%Y-%m-%d'", "'%m/%d/%Y %I:%M %p'");
      case "parse_datetime/1", "parse_timestamp/1" ->
          dice.any(
              "'2024-02-29 12:34:56'",
              "'2024-02-29'",
              "'02/29/2024 01:05 PM'",
              "'9999-12-31 23:59:59'",
              "'x'");
      case "parse_time/0" -> dice.any("'%H:%M:%S'", "'%T'", "'%R'", "'%I:%M:%S %p'");
      case "parse_time/1" ->
          dice.any("'12:34:56'", "'1:2:3'", "'24:00:00'", "'11:59:59 PM'", "'07:05'");
      case "parse_numeric/0", "parse_bignumeric/0" ->
          dice.any("'1.5'", "' - 12.34 '", "'1,000.5'", "'1e3'", "'x'", "''", "'+.5'", "'5-'");
      case "date_from_unix_date/0" -> dice.any("0", "19782", "(-719162)", "2932896", "2932897");
      case "timestamp_seconds/0", "timestamp_millis/0", "timestamp_micros/0" ->
          dice.any(
              "0",
              "1709210096",
              "(-1)",
              "(-62135596800)",
              "253402300799",
              "253402300800",
              "1709210096789123");
      case "split/1" -> dice.any("','", "''", "'a'", "'b,'");
      // A quoted name is what tells these from the older ones of the same meaning.
      case "json_value/1", "json_query/1", "json_query_array/1", "json_value_array/1" ->
          dice.any("'$'", "'$.a'", "'$.b[2].c'", "'$.b'", "'$.\"b\"'", "'$.a.b'", "'$[1]'");
      // Brackets with a quoted name are what tells these from the newer ones.
      case "json_extract/1",
          "json_extract_scalar/1",
          "json_extract_array/1",
          "json_extract_string_array/1" ->
          dice.any("'$'", "'$.a'", "'$.b[2].c'", "\"$['b']\"", "'$.a.b'", "'$[1]'");
      case "json_value/0",
          "json_query/0",
          "json_extract/0",
          "json_extract_scalar/0",
          "parse_json/0",
          "json_query_array/0",
          "json_value_array/0",
          "json_extract_array/0",
          "json_extract_string_array/0" ->
          dice.percent(50) ? Cells.quoted(dice.pick(Cells.Texts.JSON)) : null;
      case "format/0" -> dice.any("'%d'", "'%s'", "'%t'", "'%T'", "'%5d|'", "'%05d'");
      case "replace/1",
          "translate/1",
          "strpos/1",
          "instr/1",
          "starts_with/1",
          "ends_with/1",
          "ltrim/1",
          "rtrim/1",
          "trim/1" ->
          dice.percent(60) ? dice.any("'a'", "'b'", "'ab'", "' '", "','", "'ba'") : null;
      case "contains_substr/1" -> dice.any("'a'", "'B'", "'ß'", "'12'");
      default -> null;
    };
  }

  private static final Map<String, Integer> ZONES =
      Map.ofEntries(
          Map.entry("format_timestamp", 2),
          Map.entry("parse_timestamp", 2),
          Map.entry("string", 1),
          Map.entry("timestamp", 1),
          Map.entry("date", 1),
          Map.entry("datetime", 1),
          Map.entry("time", 1),
          Map.entry("timestamp_trunc", 2),
          Map.entry("$extract", 2),
          Map.entry("$extract_date", 1),
          Map.entry("$extract_time", 1),
          Map.entry("$extract_datetime", 1));

  static @Nullable String zone(String name, int index, Dice dice) {
    if (!Integer.valueOf(index).equals(ZONES.get(name))) return null;
    return dice.any(
        "'UTC'",
        "'Europe/Paris'",
        "'America/New_York'",
        "'+05:30'",
        "'-08:00'",
        "'Asia/Kolkata'",
        "'Nowhere/At_All'");
  }
}
