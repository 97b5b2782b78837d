package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Functions over STRING and BYTES.
final class TextFunctions {
  static final String ONE = "CAST(1 AS BIGINT)";

  private TextFunctions() {}

  static void fill(FunctionTable table) {
    basics(table);
    words(table);
    ByteFunctions.fill(table);
    NetFunctions.fill(table);
    parts(table);
    patterns(table);
    bytes(table);
  }

  private static void basics(FunctionTable table) {
    table.form("CONCAT_STRING", (_, args) -> joined(args));
    table.form("CONCAT_BYTES", (_, args) -> joined(args));
    table.macro("LOWER_STRING", "gs_lower");
    table.macro("UPPER_STRING", "gs_upper");
    table.pattern("LENGTH_STRING", "length({0})");
    table.pattern("CHAR_LENGTH_STRING", "length({0})");
    table.pattern("BYTE_LENGTH_STRING", "CAST(strlen({0}) AS BIGINT)");
    table.pattern("LENGTH_BYTES", "octet_length({0})");
    table.pattern("BYTE_LENGTH_BYTES", "octet_length({0})");
    table.pattern("REPLACE_STRING", "replace({0}, {1}, {2})");
    table.pattern("STARTS_WITH_STRING", "starts_with({0}, {1})");
    table.pattern("ENDS_WITH_STRING", "ends_with({0}, {1})");
    table.form("TRIM_STRING", (_, args) -> trim("trim", args));
    table.form("LTRIM_STRING", (_, args) -> trim("ltrim", args));
    table.form("RTRIM_STRING", (_, args) -> trim("rtrim", args));
    table.udf("REPEAT_STRING", "gs_repeat");
    table.udf("REVERSE_STRING", "gs_reverse");
    table.form("LPAD_STRING", (_, args) -> padded("gs_lpad", args));
    table.form("RPAD_STRING", (_, args) -> padded("gs_rpad", args));
    table.udf("TRANSLATE_STRING", "gs_translate");
    table.form(
        "INITCAP_STRING",
        (_, args) ->
            args.size() == 1
                ? "gs_initcap(" + args.getFirst() + ")"
                : "gs_initcap_by(" + String.join(", ", args) + ")");
    table.udf("ASCII_STRING", "gs_ascii");
    table.udf("UNICODE_STRING", "gs_unicode");
    table.udf("CHR_STRING", "gs_chr");
  }

  private static void words(FunctionTable table) {
    table.form("FORMAT_STRING", FormatFunction::write);
    table.udf("TO_CODE_POINTS_STRING", "gs_code_points");
    table.udf("CODE_POINTS_TO_STRING", "gs_code_points_to_text");
    table.form("NORMALIZE_STRING", (_, args) -> normalized("gs_normalize", args));
    table.form(
        "NORMALIZE_AND_CASEFOLD_STRING",
        (_, args) -> normalized("gs_normalize_and_casefold", args));
    table.udf("SOUNDEX_STRING", "gs_soundex");
    table.udf("EDIT_DISTANCE", "gs_edit_distance", "CAST(-1 AS BIGINT)");
    table.pattern("SESSION_USER", "'convergence@localhost'");
    table.refuse("BQ_COLLATE", "but as an operand of =, <>, IN, STARTS_WITH or ENDS_WITH");
    table.form("BQ_CONTAINS_SUBSTR", TextFunctions::contains);
    like(table, "STRING_LIKE_ANY", "LIKE", " OR ");
    like(table, "STRING_LIKE_ALL", "LIKE", " AND ");
    like(table, "STRING_NOT_LIKE_ANY", "NOT LIKE", " OR ");
    like(table, "STRING_NOT_LIKE_ALL", "NOT LIKE", " AND ");
  }

  private static String contains(List<Expr> types, List<String> args) {
    var type = types.getFirst().type();
    if (!type.is(SqlType.STRING)) throw Unsupported.of("CONTAINS_SUBSTR in a " + type);
    if (!(types.get(1) instanceof Expr.Literal(_, String part)) || part.isEmpty())
      throw Unsupported.of("CONTAINS_SUBSTR of a text that is no literal");
    return "contains("
        + Udfs.call("gs_normalize_and_casefold", args.get(0), "'NFKC'")
        + ", "
        + Udfs.call("gs_normalize_and_casefold", args.get(1), "'NFKC'")
        + ")";
  }

  private static String normalized(String udf, List<String> args) {
    return Udfs.call(udf, args.getFirst(), "'" + (args.size() > 1 ? args.get(1) : "NFC") + "'");
  }

  private static void like(
      FunctionTable table, String signature, String operator, String connective) {
    table.form(
        signature,
        (_, args) ->
            args.stream()
                .skip(1)
                .map(
                    pattern ->
                        "(" + args.getFirst() + " " + operator + " " + pattern + " ESCAPE '\\')")
                .collect(Collectors.joining(connective, "(", ")")));
  }

  private static String joined(List<String> args) {
    return args.stream().collect(Collectors.joining(" || ", "(", ")"));
  }

  private static String trim(String function, List<String> args) {
    return args.size() == 1
        ? function + "(" + args.getFirst() + ", gs_whitespace())"
        : function + "(" + String.join(", ", args) + ")";
  }

  private static String padded(String function, List<String> args) {
    return args.size() == 2
        ? function + "(" + String.join(", ", args) + ", ' ')"
        : function + "(" + String.join(", ", args) + ")";
  }

  private static void parts(FunctionTable table) {
    table.form(
        "SUBSTR_STRING",
        (_, args) ->
            (args.size() == 2 ? "gs_substr_from(" : "gs_substr(") + String.join(", ", args) + ")");
    table.macro("LEFT_STRING", "gs_left");
    table.macro("RIGHT_STRING", "gs_right");
    table.pattern("STRPOS_STRING", "CAST(strpos({0}, {1}) AS BIGINT)");
    table.form(
        "INSTR_STRING",
        (_, args) ->
            "gs_instr("
                + String.join(", ", args)
                + ", CAST(1 AS BIGINT)".repeat(4 - args.size())
                + ")");
    table.form(
        "SPLIT_STRING",
        (_, args) ->
            "gs_split(" + args.getFirst() + ", " + (args.size() == 1 ? "','" : args.get(1)) + ")");
  }

  /// DuckDB's own functions where they say the same, else RE2 in Java.
  private static void patterns(FunctionTable table) {
    table.form(
        "REGEXP_CONTAINS_STRING",
        (types, args) ->
            Regexes.plain(types.get(1))
                ? Patterns.fill("regexp_matches({0}, {1})", args)
                : Udfs.call("gs_regexp_contains", args));
    table.form("REGEXP_EXTRACT_STRING", TextFunctions::extract);
    table.form(
        "REGEXP_EXTRACT_ALL_STRING",
        (types, args) ->
            Regexes.alwaysTakesPart(types.get(1))
                ? Patterns.fill(
                    "regexp_extract_all({0}, {1}, " + Regexes.groups(types.get(1)) + ")", args)
                : Udfs.call("gs_regexp_extract_all", args));
    table.form(
        "REGEXP_REPLACE_STRING",
        (types, args) ->
            Regexes.alwaysTakesPart(types.get(1)) && Regexes.plainReplacement(types)
                ? Patterns.fill("regexp_replace({0}, {1}, {2}, 'g')", args)
                : Udfs.call("gs_regexp_replace", args));
    table.udf("REGEXP_INSTR_STRING", "gs_regexp_instr", ONE, ONE, "CAST(0 AS BIGINT)");
  }

  private static String extract(List<Expr> types, List<String> args) {
    if (args.size() == 2 && Regexes.alwaysTakesPart(types.get(1)))
      return Patterns.fill(
          "CASE WHEN regexp_matches({0}, {1}) THEN regexp_extract({0}, {1}, "
              + Regexes.groups(types.get(1))
              + ") END",
          args);
    List<String> all = new ArrayList<>(args);
    while (all.size() < 4) all.add(ONE);
    return Udfs.call("gs_regexp_extract", all);
  }

  private static void bytes(FunctionTable table) {
    table.pattern("TO_HEX", "lower(hex({0}))");
    table.pattern("FROM_HEX", "unhex(gs_checked_hex({0}))");
    table.pattern("TO_BASE64", "to_base64({0})");
    table.pattern("FROM_BASE64", "unhex(gs_base64_to_hex({0}))");
    table.pattern("TO_BASE32", "gs_hex_to_base32(hex({0}))");
    table.pattern("FROM_BASE32", "unhex(gs_base32_to_hex({0}))");
    for (var hash : List.of("MD5", "SHA1", "SHA256", "SHA512")) {
      String name = hash.toLowerCase(java.util.Locale.ROOT);
      table.pattern(hash + "_STRING", "unhex(gs_" + name + "(hex(encode({0}))))");
      table.pattern(hash + "_BYTES", "unhex(gs_" + name + "(hex({0})))");
    }
    table.form(
        "FARM_FINGERPRINT_STRING",
        (_, args) -> Udfs.call("gs_farm_fingerprint", "encode(" + args.getFirst() + ")"));
    table.udf("FARM_FINGERPRINT_BYTES", "gs_farm_fingerprint");
    table.pattern("SAFE_CONVERT_BYTES_TO_STRING", "gs_hex_to_text(hex({0}))");
  }
}
