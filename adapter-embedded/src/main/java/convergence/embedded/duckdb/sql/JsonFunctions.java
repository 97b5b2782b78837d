package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import java.util.ArrayList;
import java.util.List;

/// Functions over JSON, as JSON or as text.
final class JsonFunctions {
  private JsonFunctions() {}

  static void fill(FunctionTable table) {
    table.form(
        "PARSE_JSON",
        (_, args) -> json("gs_parse_json(" + args.get(0) + ", " + or(args, 1, "'exact'") + ")"));
    table.form("TO_JSON_STRING", JsonFunctions::toText);
    table.form("TO_JSON", JsonFunctions::toJson);
    table.form(
        "SAFE_TO_JSON",
        (types, args) -> made(JsonTexts.JSON_WIDE_AS_STRINGS, types.getFirst(), args.getFirst()));
    table.pattern("JSON_TYPE", "gs_json_type({0})");
    table.pattern("JSON_FLATTEN", jsons("gs_json_flatten({0})"));
    reads(table);
    conversions(table);
    constructors(table);
    edits(table);
  }

  /// An argument that may be left out.
  private static String or(List<String> args, int index, String otherwise) {
    return args.size() > index ? args.get(index) : otherwise;
  }

  private static String json(String text) {
    return "CAST(" + text + " AS JSON)";
  }

  private static String toText(List<Expr> types, List<String> args) {
    String compact = JsonTexts.STRING.of(types.getFirst().type(), args.getFirst());
    if (args.size() == 1) return compact;
    // Written even where it is not known how: its errors show.
    return Patterns.fill(
        "(CASE WHEN {1} THEN gs_json_pretty({0}) ELSE {0} END || CASE WHEN {1} IS NOT NULL THEN '' END)",
        List.of(compact, args.get(1)));
  }

  private static String toJson(List<Expr> types, List<String> args) {
    String plain = made(types.getFirst(), args.getFirst());
    if (args.size() == 1) return plain;
    if (!(types.get(1) instanceof Expr.Literal(_, Boolean wide)))
      throw Unsupported.of("stringify_wide_numbers that is no literal");
    return wide ? made(JsonTexts.JSON_WIDE_AS_STRINGS, types.getFirst(), args.getFirst()) : plain;
  }

  private static String made(Expr value, String text) {
    return made(JsonTexts.JSON, value, text);
  }

  private static String made(JsonTexts texts, Expr value, String text) {
    String written = texts.of(value.type(), text);
    boolean scalar = value.type() instanceof IrType.Scalar;
    return json(scalar ? written : "gs_json_canonical(" + written + ")");
  }

  private static void reads(FunctionTable table) {
    for (var legacy : List.of(true, false)) {
      String style = legacy ? "legacy_" : "";
      String query = legacy ? "JSON_EXTRACT" : "JSON_QUERY";
      String value = legacy ? "JSON_EXTRACT_SCALAR" : "JSON_VALUE";
      String values = legacy ? "JSON_EXTRACT_STRING_ARRAY" : "JSON_VALUE_ARRAY";
      read(table, query, "gs_" + style + "json_text_query({0}, {1})");
      read(table, query + "_JSON", json("gs_" + style + "json_query({0}, {1})"));
      read(table, value, "gs_" + style + "json_text_value({0}, {1})");
      read(table, value + "_JSON", "gs_" + style + "json_value({0}, {1})");
      read(table, query + "_ARRAY", list("gs_" + style + "json_text_queries({0}, {1})"));
      read(table, query + "_ARRAY_JSON", jsons("gs_" + style + "json_queries({0}, {1})"));
      read(table, values, list("gs_" + style + "json_text_values({0}, {1})"));
      read(table, values + "_JSON", list("gs_" + style + "json_values({0}, {1})"));
    }
    table.pattern("JSON_SUBSCRIPT_STRING", json("gs_json_query({0}, '$.' || gs_json_quote({1}))"));
    table.pattern(
        "JSON_SUBSCRIPT_INT64",
        json("CASE WHEN {1} >= 0 THEN gs_json_query({0}, '$[' || {1} || ']') END"));
  }

  /// An array of texts that came as JSON.
  static String list(String text) {
    return "from_json(" + text + ", '[\"VARCHAR\"]')";
  }

  private static String jsons(String text) {
    return "list_transform(" + list(text) + ", lambda e$: CAST(e$ AS JSON))";
  }

  private static void read(FunctionTable table, String signature, String pattern) {
    table.form(
        signature,
        (_, args) -> Patterns.fill(pattern, List.of(args.getFirst(), or(args, 1, "'$'"))));
  }

  private static void conversions(FunctionTable table) {
    table.udf("JSON_TO_BOOL", "gs_json_bool");
    table.udf("JSON_TO_STRING", "gs_json_string");
    table.udf("JSON_TO_INT64", "gs_json_int");
    table.form(
        "JSON_TO_DOUBLE",
        (_, args) -> "gs_json_float(" + args.getFirst() + ", " + or(args, 1, "'round'") + ")");
    table.udf("JSON_LAX_TO_BOOL", "gs_json_lax_bool");
    table.udf("JSON_LAX_TO_STRING", "gs_json_lax_string");
    table.udf("JSON_LAX_TO_INT64", "gs_json_lax_int");
    table.udf("JSON_LAX_TO_DOUBLE", "gs_json_lax_float");
    elements(table, "JSON_TO_BOOL_ARRAY", "gs_json_bool({0})");
    elements(table, "JSON_TO_STRING_ARRAY", "gs_json_string({0})");
    elements(table, "JSON_TO_INT64_ARRAY", "gs_json_int({0})");
    elements(table, "JSON_TO_FLOAT64_ARRAY", "gs_json_float({0}, {1})");
    elements(table, "JSON_LAX_TO_BOOL_ARRAY", "gs_json_lax_bool({0})");
    elements(table, "JSON_LAX_TO_STRING_ARRAY", "gs_json_lax_string({0})");
    elements(table, "JSON_LAX_TO_INT64_ARRAY", "gs_json_lax_int({0})");
    elements(table, "JSON_LAX_TO_FLOAT64_ARRAY", "gs_json_lax_float({0})");
  }

  private static void elements(FunctionTable table, String signature, String pattern) {
    boolean lax = signature.contains("LAX");
    table.form(
        signature,
        (_, args) -> {
          String each = Patterns.fill(pattern, List.of("e$", or(args, 1, "'round'")));
          return "list_transform("
              + list("gs_json_elements(" + args.getFirst() + ", " + !lax + ")")
              + ", lambda e$: "
              + each
              + ")";
        });
  }

  private static void constructors(FunctionTable table) {
    table.form("JSON_ARRAY", (types, args) -> json(array(types, args, 0, 1)));
    table.form(
        "JSON_OBJECT",
        (types, args) ->
            json(
                "gs_json_object("
                    + array(types, args, 0, 2)
                    + ", "
                    + array(types, args, 1, 2)
                    + ")"));
    table.form(
        "JSON_OBJECT_ARRAYS",
        (types, args) ->
            "CASE WHEN "
                + args.get(0)
                + " IS NULL THEN CAST(gs_fail('Invalid input to JSON_OBJECT: The keys array cannot be NULL') AS JSON)"
                + " WHEN "
                + args.get(1)
                + " IS NULL THEN CAST(gs_fail('Invalid input to JSON_OBJECT: The values array cannot be NULL') AS JSON) ELSE "
                + json(
                    "gs_json_object("
                        + JsonTexts.JSON.of(types.get(0).type(), args.get(0))
                        + ", "
                        + JsonTexts.JSON.of(types.get(1).type(), args.get(1))
                        + ")")
                + " END");
  }

  /// JSON text of every `step`-th argument from `first`.
  private static String array(List<Expr> types, List<String> args, int first, int step) {
    List<String> texts = new ArrayList<>();
    for (int i = first; i < args.size(); i += step)
      texts.add(JsonTexts.JSON.of(types.get(i).type(), args.get(i)));
    if (texts.isEmpty()) return "'[]'";
    return "gs_json_canonical('[' || " + String.join(" || ',' || ", texts) + " || ']')";
  }

  private static void edits(FunctionTable table) {
    table.form(
        "JSON_REMOVE",
        (_, args) -> {
          String text = args.getFirst();
          for (int i = 1; i < args.size(); i++)
            text = "gs_json_remove(" + text + ", " + args.get(i) + ")";
          String any = nulls(args, 1, 1);
          return json("CASE WHEN " + any + " THEN " + args.getFirst() + " ELSE " + text + " END");
        });
    table.form("JSON_SET", (types, args) -> edit("gs_json_set", types, args));
    table.form("JSON_ARRAY_APPEND", (types, args) -> edit("gs_json_append", types, args));
    table.form("JSON_ARRAY_INSERT", (types, args) -> edit("gs_json_insert", types, args));
    table.form("JSON_STRIP_NULLS", JsonFunctions::strip);
    table.form(
        "JSON_KEYS",
        (_, args) ->
            // What is wrong with the depth or the mode is wrong of a NULL, too.
            list(
                "gs_json_keys(coalesce(CAST("
                    + args.getFirst()
                    + " AS VARCHAR), ''), coalesce("
                    + or(args, 1, "NULL")
                    + ", CAST(1000 AS BIGINT)), coalesce("
                    + or(args, 2, "'strict'")
                    + ", ''))"));
  }

  private static String nulls(List<String> args, int first, int step) {
    List<String> conditions = new ArrayList<>();
    for (int i = first; i < args.size(); i += step) conditions.add(args.get(i) + " IS NULL");
    return conditions.isEmpty() ? "false" : String.join(" OR ", conditions);
  }

  /// Pairs of path and value, and an option at the end. A NULL among paths and option leaves all as it is.
  private static String edit(String function, List<Expr> types, List<String> args) {
    boolean hasOption = args.size() % 2 == 0;
    String option = hasOption ? args.getLast() : "true";
    var pairs = args.subList(0, args.size() - (hasOption ? 1 : 0));
    String text = args.getFirst();
    for (int i = 1; i + 1 < pairs.size(); i += 2) {
      var type = types.get(i + 1).type();
      boolean each = function.equals("gs_json_set") || type instanceof IrType.Array;
      text =
          "%s(%s, %s, %s, %s)"
              .formatted(
                  function,
                  text,
                  args.get(i),
                  JsonTexts.JSON.of(type, args.get(i + 1)),
                  each ? option : "false");
    }
    List<String> conditions = new ArrayList<>();
    for (int i = 1; i < pairs.size(); i += 2) conditions.add(args.get(i));
    conditions.add(option);
    return json(
        "CASE WHEN "
            + nulls(conditions, 0, 1)
            + " THEN "
            + args.getFirst()
            + " ELSE "
            + text
            + " END");
  }

  private static String strip(List<Expr> types, List<String> args) {
    String path = or(args, 1, "'$'");
    String arrays = or(args, 2, "true");
    String empty = or(args, 3, "false");
    return json(
        Patterns.fill(
            "CASE WHEN {1} IS NULL OR {2} IS NULL OR {3} IS NULL THEN {0}"
                + " ELSE gs_json_strip({0}, {1}, {2}, {3}) END",
            List.of(args.getFirst(), path, arrays, empty)));
  }
}
