package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BOOL;
import static convergence.embedded.duckdb.sql.Udf.Kind.FLOAT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import convergence.embedded.duckdb.sql.JsonPath.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Functions over JSON values and texts. JSON travels as text, an array as a JSON array of texts.
final class JsonUdfs {
  private JsonUdfs() {}

  static List<Udf> all() {
    List<Udf> all = new ArrayList<>();
    all.add(
        Udf.of(
            "gs_parse_json",
            TEXT,
            a -> Json.parse(text(a, 0), exact(text(a, 1))).write(),
            TEXT,
            TEXT));
    all.add(Udf.of("gs_json_canonical", TEXT, a -> json(a).write(), TEXT));
    all.add(Udf.of("gs_json_pretty", TEXT, a -> JsonPretty.print(text(a, 0)), TEXT));
    all.add(Udf.of("gs_json_quote", TEXT, a -> Json.quote(text(a, 0)), TEXT));
    all.add(Udf.of("gs_json_type", TEXT, a -> type(json(a)), TEXT));
    all.add(Udf.of("gs_json_flatten", TEXT, a -> texts(flat(json(a), new ArrayList<>())), TEXT));
    all.add(Udf.of("gs_json_elements", TEXT, JsonUdfs::elements, TEXT, BOOL));
    reads(all, "", Style.STANDARD);
    reads(all, "legacy_", Style.LEGACY);
    conversions(all);
    edits(all);
    return all;
  }

  private static String text(Object[] a, int index) {
    return (String) a[index];
  }

  private static Json json(Object[] a) {
    return Json.parse(text(a, 0));
  }

  private static boolean exact(String mode) {
    return switch (mode) {
      case "exact" -> true;
      case "round" -> false;
      default -> throw new QueryError("Invalid wide_number_mode specified: " + mode);
    };
  }

  private static String type(Json value) {
    return switch (value) {
      case Json.Word(var word) -> word.equals("null") ? "null" : "boolean";
      case Json.Num _ -> "number";
      case Json.Str _ -> "string";
      case Json.Arr _ -> "array";
      case Json.Obj _ -> "object";
    };
  }

  private static List<Json> flat(Json value, List<Json> into) {
    if (value instanceof Json.Arr(var elements)) elements.forEach(e -> flat(e, into));
    else into.add(value);
    return into;
  }

  /// @param a strict: what is no array is an error, else NULL
  private static @Nullable String elements(Object[] a) {
    if (json(a) instanceof Json.Arr(var elements)) return texts(elements);
    if ((Boolean) a[1]) throw new QueryError("The provided JSON input is not an array");
    return null;
  }

  private static void reads(List<Udf> all, String prefix, Style style) {
    String begin = "gs_" + prefix;
    Function<Object[], JsonPath> path = a -> JsonPath.parse(text(a, 1), style);
    reading(all, begin + "json_text_query", a -> JsonReads.query(text(a, 0), path.apply(a)));
    reading(all, begin + "json_text_value", a -> JsonReads.value(text(a, 0), path.apply(a)));
    reading(
        all, begin + "json_text_queries", a -> list(JsonReads.queries(text(a, 0), path.apply(a))));
    reading(
        all, begin + "json_text_values", a -> list(JsonReads.values(text(a, 0), path.apply(a))));
    reading(all, begin + "json_query", a -> query(a, style));
    reading(
        all,
        begin + "json_value",
        a -> {
          Json found = path.apply(a).find(json(a));
          return found == null ? null : JsonConversions.laxString(found);
        });
    reading(
        all,
        begin + "json_queries",
        a ->
            path.apply(a).find(json(a)) instanceof Json.Arr(var elements) ? texts(elements) : null);
    reading(all, begin + "json_values", a -> scalars(path.apply(a).find(json(a))));
  }

  private static void reading(List<Udf> all, String name, Udf.Body body) {
    all.add(Udf.of(name, TEXT, body, TEXT, TEXT));
  }

  private static @Nullable String query(Object[] a, Style style) {
    var path = JsonPath.parseWithMode(text(a, 1), style);
    if (path.lax()) return new Json.Arr(path.findAll(json(a))).write();
    Json found = path.find(json(a));
    return found == null ? null : found.write();
  }

  private static @Nullable String scalars(@Nullable Json found) {
    if (!(found instanceof Json.Arr(var elements))) return null;
    List<@Nullable String> texts = new ArrayList<>();
    for (var element : elements) {
      if (element instanceof Json.Arr || element instanceof Json.Obj) return null;
      texts.add(JsonConversions.laxString(element));
    }
    return list(texts);
  }

  /// JSON's null must not become NULL, so each element travels as its text.
  private static @Nullable String texts(List<Json> elements) {
    return list(elements.stream().map(Json::write).toList());
  }

  private static @Nullable String list(@Nullable List<? extends @Nullable String> texts) {
    return texts == null ? null : written(texts);
  }

  /// What `from_json` reads as an array of texts.
  static String written(List<? extends @Nullable String> texts) {
    var out = new StringBuilder("[");
    for (var text : texts) {
      if (out.length() > 1) out.append(',');
      out.append(text == null ? "null" : Json.quote(text));
    }
    return out.append(']').toString();
  }

  private static void conversions(List<Udf> all) {
    all.add(Udf.of("gs_json_bool", BOOL, a -> JsonConversions.bool(json(a)), TEXT));
    all.add(Udf.of("gs_json_string", TEXT, a -> JsonConversions.string(json(a)), TEXT));
    all.add(Udf.of("gs_json_int", INT, a -> JsonConversions.integer(json(a)), TEXT));
    all.add(
        Udf.of(
            "gs_json_float",
            FLOAT,
            a -> JsonConversions.real(json(a), exact(text(a, 1))),
            TEXT,
            TEXT));
    all.add(Udf.of("gs_json_lax_bool", BOOL, a -> JsonConversions.laxBool(json(a)), TEXT));
    all.add(Udf.of("gs_json_lax_string", TEXT, a -> JsonConversions.laxString(json(a)), TEXT));
    all.add(Udf.of("gs_json_lax_int", INT, a -> JsonConversions.laxInteger(json(a)), TEXT));
    all.add(Udf.of("gs_json_lax_float", FLOAT, a -> JsonConversions.laxReal(json(a)), TEXT));
    all.add(Udf.of("gs_float_as_json", TEXT, a -> real((Double) a[0]), FLOAT));
    all.add(Udf.of("gs_decimal_as_json", TEXT, JsonUdfs::decimal, TEXT, BOOL));
  }

  private static String real(double value) {
    if (Double.isFinite(value)) return Json.of(value).text();
    return Double.isNaN(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  }

  /// A NUMERIC's text as a JSON number.
  private static String decimal(Object[] a) {
    String text = text(a, 0);
    boolean whole = text.indexOf('.') < 0;
    if (whole && text.length() <= 18) return text;
    String rounded = whole && text.length() <= 20 ? Json.number(text, false).text() : null;
    if (rounded == null) rounded = Json.of(Double.parseDouble(text)).text();
    boolean same = new java.math.BigDecimal(rounded).compareTo(new java.math.BigDecimal(text)) == 0;
    return (Boolean) a[1] && !same ? Json.quote(text) : rounded;
  }

  private static void edits(List<Udf> all) {
    all.add(
        Udf.of(
            "gs_json_set",
            TEXT,
            a -> JsonEdits.set(json(a), path(a), Json.parse(text(a, 2)), (Boolean) a[3]).write(),
            TEXT,
            TEXT,
            TEXT,
            BOOL));
    all.add(
        Udf.of(
            "gs_json_remove", TEXT, a -> JsonEdits.remove(json(a), path(a)).write(), TEXT, TEXT));
    all.add(
        Udf.of(
            "gs_json_append",
            TEXT,
            a -> JsonEdits.append(json(a), path(a), values(a)).write(),
            TEXT,
            TEXT,
            TEXT,
            BOOL));
    all.add(
        Udf.of(
            "gs_json_insert",
            TEXT,
            a -> JsonEdits.insert(json(a), path(a), values(a)).write(),
            TEXT,
            TEXT,
            TEXT,
            BOOL));
    all.add(
        Udf.of(
            "gs_json_strip",
            TEXT,
            a -> JsonEdits.strip(json(a), path(a), (Boolean) a[2], (Boolean) a[3]).write(),
            TEXT,
            TEXT,
            BOOL,
            BOOL));
    all.add(Udf.of("gs_json_keys", TEXT, JsonUdfs::keys, TEXT, INT, TEXT));
    all.add(Udf.of("gs_json_object", TEXT, JsonUdfs::object, TEXT, TEXT));
  }

  private static JsonPath path(Object[] a) {
    return JsonPath.parse(text(a, 1), Style.STANDARD);
  }

  /// One, or each of an array's.
  private static List<Json> values(Object[] a) {
    Json value = Json.parse(text(a, 2));
    if (!(Boolean) a[3]) return List.of(value);
    return value instanceof Json.Arr(var elements) ? elements : List.of();
  }

  /// @param a nothing stands for a NULL of the document and of the mode
  private static @Nullable String keys(Object[] a) {
    if ((Long) a[1] <= 0) throw new QueryError("max_depth must be positive.");
    if (text(a, 2).isEmpty()) return null;
    String mode = text(a, 2).toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " ");
    boolean recursive = Set.of("lax recursive", "recursive lax").contains(mode);
    if (!recursive && !mode.equals("lax") && !mode.equals("strict"))
      throw new QueryError("Invalid JSON mode specified");
    if (text(a, 0).isEmpty()) return null;
    return list(JsonEdits.keys(json(a), (Long) a[1], !mode.equals("strict"), recursive));
  }

  /// @param a arrays of the names and of the values
  private static String object(Object[] a) {
    var names = ((Json.Arr) Json.parse(text(a, 0))).elements();
    var values = ((Json.Arr) Json.parse(text(a, 1))).elements();
    if (names.size() != values.size())
      throw new QueryError(
          "Invalid input to JSON_OBJECT: The number of keys and values must match");
    var object = Json.object();
    for (int i = 0; i < names.size(); i++) {
      if (!(names.get(i) instanceof Json.Str(var name)))
        throw new QueryError("Invalid input to JSON_OBJECT: A key cannot be NULL");
      object.fields().putIfAbsent(name, values.get(i));
    }
    return object.write();
  }
}
