package convergence.bigquery.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// JSON objects to rows of a table, as streamed and loaded.
public final class JsonRows {
  /// A field that does not fit.
  public static final class BadField extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String field;

    BadField(String field, String message) {
      super(message);
      this.field = field;
    }

    public String field() {
      return field;
    }

    public String text() {
      return String.valueOf(getMessage());
    }
  }

  /// The fields of one record, found by their names in lower case.
  private record Fields(List<Column> columns, Map<String, Integer> places, List<Fields> inner) {
    static Fields of(List<Column> columns) {
      var places = new HashMap<String, Integer>();
      for (int i = 0; i < columns.size(); i++)
        places.put(columns.get(i).name().toLowerCase(Locale.ROOT), i);
      return new Fields(
          columns, places, columns.stream().map(column -> of(column.fields())).toList());
    }

    @Nullable Integer place(String name) {
      var place = places.get(name);
      return place != null ? place : places.get(name.toLowerCase(Locale.ROOT));
    }
  }

  private final Fields columns;
  private final boolean ignoreUnknown;
  private final Set<String> defaulted;

  /// In a file, text that is no document is a document of one string, and truth can be text.
  private final boolean bareText;

  /// Rows of a request.
  ///
  /// @param defaulted names of columns that are [Missing] where a row does not have them
  public JsonRows(List<Column> columns, boolean ignoreUnknown, Set<String> defaulted) {
    this(columns, ignoreUnknown, defaulted, false);
  }

  private JsonRows(
      List<Column> columns, boolean ignoreUnknown, Set<String> defaulted, boolean bareText) {
    this.defaulted = defaulted;
    this.columns = Fields.of(columns);
    this.ignoreUnknown = ignoreUnknown;
    this.bareText = bareText;
  }

  /// Rows of a file, in which a JSON column may hold plain text.
  public static JsonRows ofFile(List<Column> columns, boolean ignoreUnknown) {
    return new JsonRows(columns, ignoreUnknown, Set.of(), true);
  }

  /// @throws BadField a field is unknown, missing or of another type
  public List<@Nullable Object> row(JsonNode object) {
    if (!object.isObject())
      throw new BadField("", "JSON table encountered a row that is no object");
    return struct(object, columns, "");
  }

  private List<@Nullable Object> struct(JsonNode object, Fields fields, String path) {
    var columns = fields.columns();
    var row = new ArrayList<@Nullable Object>(columns.size());
    for (var column : columns)
      if (path.isEmpty() && defaulted.contains(column.name())) row.add(Missing.HERE);
      else row.add(column.repeated() ? List.of() : null);
    for (var property : object.properties()) {
      var place = fields.place(property.getKey());
      String name = path.isEmpty() ? property.getKey() : path + property.getKey();
      if (place == null) {
        if (ignoreUnknown) continue;
        throw new BadField(name, "no such field: " + name + ".");
      }
      row.set(
          place, value(property.getValue(), columns.get(place), fields.inner().get(place), name));
    }
    for (int i = 0; i < columns.size(); i++)
      if (columns.get(i).required() && row.get(i) == null)
        throw new BadField(
            path + columns.get(i).name(),
            "Missing required field: " + path + columns.get(i).name() + ".");
    return row;
  }

  private @Nullable Object value(JsonNode node, Column column, Fields inner, String name) {
    if (!column.repeated()) {
      if (node.isArray() && column.type() != SqlType.JSON)
        throw new BadField(name, "Array specified for non-repeated field: " + name + ".");
      return one(node, column, inner, name);
    }
    if (node.isNull()) return List.of();
    if (!node.isArray())
      throw new BadField(
          name, "This field: " + name + " is repeated, but the value is not an array.");
    var list = new ArrayList<@Nullable Object>(node.size());
    for (var element : node) {
      if (element.isNull())
        throw new BadField(
            name, "Only optional fields can be set to NULL. Field: " + name + "; Value: NULL");
      list.add(one(element, column, inner, name));
    }
    return list;
  }

  private @Nullable Object one(JsonNode node, Column column, Fields inner, String name) {
    if (node.isNull()) return null;
    if (column.type() == SqlType.JSON) return json(node);
    if (column.type() == SqlType.STRUCT) {
      if (!node.isObject()) throw new BadField(name, "This field: " + name + " is not a record.");
      return map(column.fields(), struct(node, inner, name + "."));
    }
    if (node.isObject() && column.type().bound() != null)
      return Texts.range(bound(node.path("start")), bound(node.path("end")));
    if (node.isObject() || node.isArray())
      throw new BadField(name, "This field: " + name + " is not a record.");
    if (node.isBoolean() && column.type() == SqlType.STRING && !bareText)
      throw new BadField(name, "Conversion from bool to std::string is unsupported.");
    try {
      return scalar(node, column.type());
    } catch (Texts.BadText e) {
      throw new BadField(name, String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable String bound(JsonNode node) {
    return node.isNull() || node.isMissingNode() ? null : node.asText();
  }

  /// A JSON column takes a document, or text that holds one.
  private String json(JsonNode node) {
    boolean document = node.isTextual() && !(bareText && !isDocument(node.asText()));
    return document ? node.asText() : node.toString();
  }

  private static boolean isDocument(String text) {
    try {
      return !Json.mapper().readTree(text).isMissingNode();
    } catch (JsonProcessingException _) {
      return false;
    }
  }

  private static Object scalar(JsonNode node, SqlType type) {
    if (type == SqlType.INT64 && node.canConvertToLong() && node.isIntegralNumber())
      return node.longValue();
    if (type == SqlType.FLOAT64 && node.isNumber()) return node.doubleValue();
    if (type == SqlType.TIMESTAMP && node.isNumber())
      return moment(node.decimalValue(), node.asText());
    if (node.isBoolean() && type != SqlType.BOOL && type != SqlType.STRING)
      return Texts.value(type, node.booleanValue() ? "1" : "0");
    return Texts.value(type, node.asText());
  }

  private static Instant moment(BigDecimal seconds, String text) {
    try {
      long micros =
          seconds.movePointRight(6).setScale(0, java.math.RoundingMode.HALF_UP).longValueExact();
      return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    } catch (ArithmeticException _) {
      throw new Texts.BadText("timestamp", text);
    }
  }

  static Map<String, @Nullable Object> map(List<Column> fields, List<@Nullable Object> values) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < fields.size(); i++) map.put(fields.get(i).name(), values.get(i));
    return map;
  }
}
