package convergence.bigquery.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.ClassInfo;
import com.google.api.client.util.Data;
import com.google.api.client.util.GenericData;
import com.google.api.client.util.Types;
import convergence.port.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON to and from Google's model classes. Reading is as lenient as the service, which takes a
/// number as text and text as a number; fields that the models do not know are kept and come back.
public final class Bodies {
  /// NUMERIC keeps its digits.
  private static final ObjectReader READER =
      Json.mapper().reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private Bodies() {}

  public static byte[] write(Object model) {
    try {
      return GsonFactory.getDefaultInstance().toByteArray(model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(Object model) {
    try {
      return GsonFactory.getDefaultInstance().toString(model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static <T extends GenericData> T read(byte[] json, Class<T> type) {
    return read(tree(json), type);
  }

  public static <T extends GenericData> T read(String json, Class<T> type) {
    return read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), type);
  }

  public static JsonNode tree(byte[] json) {
    try {
      var node = READER.readTree(json);
      return node == null || node.isMissingNode() ? Json.mapper().createObjectNode() : node;
    } catch (JacksonException e) {
      throw ApiException.invalid("Parse Error: the body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static <T extends GenericData> T read(JsonNode node, Class<T> type) {
    if (!node.isObject()) throw ApiException.invalid("Parse Error: the body is not a JSON object");
    return model(node, type);
  }

  /// As [#read], for what is to change of a resource: a field that is null itself is there as
  /// [Data#isNull], which is how callers say that it goes.
  public static <T extends GenericData> T change(byte[] json, Class<T> type) {
    var node = tree(json);
    var model = read(node, type);
    var info = ClassInfo.of(type);
    for (var property : node.properties()) {
      var field = info.getFieldInfo(property.getKey());
      var kind = field == null ? Object.class : field.getGenericType();
      if (property.getValue().isNull()) model.put(property.getKey(), nothing(kind));
    }
    return model;
  }

  private static Object nothing(Type kind) {
    var raw = Types.getRawArrayComponentType(List.of(), kind);
    if (raw == List.class) return Data.nullOf(ArrayList.class);
    return raw == Map.class ? Data.nullOf(HashMap.class) : Data.nullOf(raw);
  }

  /// A deep copy, whatever kinds of lists the model was given.
  public static <T extends GenericData> T copy(T model) {
    @SuppressWarnings("unchecked")
    var copy = (T) Types.newInstance(model.getClass());
    model.forEach((name, value) -> copy.put(name, copied(value)));
    return copy;
  }

  private static Object copied(Object value) {
    if (Data.isNull(value)) return value;
    return switch (value) {
      case GenericData model -> copy(model);
      case List<?> list -> {
        var copy = new ArrayList<Object>();
        for (Object element : list) copy.add(copied(element));
        yield copy;
      }
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<Object, Object>();
        map.forEach((key, element) -> copy.put(key, copied(element)));
        yield copy;
      }
      default -> value;
    };
  }

  private static <T extends GenericData> T model(JsonNode node, Class<T> type) {
    var model = Types.newInstance(type);
    var info = ClassInfo.of(type);
    for (var property : node.properties()) {
      if (property.getValue().isNull()) continue;
      var field = info.getFieldInfo(property.getKey());
      Object value =
          field == null
              ? plain(property.getValue())
              : value(property.getValue(), field.getGenericType(), property.getKey());
      if (value != null) model.put(property.getKey(), value);
    }
    return model;
  }

  private static @Nullable Object value(JsonNode node, Type type, String name) {
    var raw = Types.getRawArrayComponentType(List.of(), type);
    if (GenericData.class.isAssignableFrom(raw) && node.isObject())
      return model(node, raw.asSubclass(GenericData.class));
    if (List.class.isAssignableFrom(raw) && type instanceof ParameterizedType list)
      return list(node, list.getActualTypeArguments()[0], name);
    if (Map.class.isAssignableFrom(raw) && node.isObject())
      return map(
          node,
          type instanceof ParameterizedType map ? map.getActualTypeArguments()[1] : Object.class,
          name);
    if (raw == Object.class) return plain(node);
    return scalar(node, raw, name);
  }

  private static List<Object> list(JsonNode node, Type element, String name) {
    var list = new ArrayList<Object>();
    if (!node.isArray()) {
      add(list, value(node, element, name));
      return list;
    }
    for (var one : node)
      add(list, one.isNull() ? Data.nullOf(Object.class) : value(one, element, name));
    return list;
  }

  private static void add(List<Object> list, @Nullable Object value) {
    if (value != null) list.add(value);
  }

  private static Map<String, Object> map(JsonNode node, Type element, String name) {
    var map = new LinkedHashMap<String, Object>();
    for (var property : node.properties()) {
      var value = property.getValue().isNull() ? null : value(property.getValue(), element, name);
      map.put(
          property.getKey(),
          value == null ? Data.nullOf(Types.getRawArrayComponentType(List.of(), element)) : value);
    }
    return map;
  }

  private static Object scalar(JsonNode node, Class<?> type, String name) {
    if (!node.isValueNode()) throw wrong(node, name);
    String text = node.asText();
    try {
      if (type == String.class) return text;
      if (type == Long.class) return Long.valueOf(text);
      if (type == Integer.class) return Integer.valueOf(text);
      if (type == BigInteger.class) return new BigInteger(text);
      if (type == Double.class) return Double.valueOf(text);
      if (type == Float.class) return Float.valueOf(text);
      if (type == Boolean.class) return bool(text, node, name);
      return text;
    } catch (NumberFormatException _) {
      throw wrong(node, name);
    }
  }

  private static Boolean bool(String text, JsonNode node, String name) {
    if (text.equalsIgnoreCase("true")) return true;
    if (text.equalsIgnoreCase("false")) return false;
    throw wrong(node, name);
  }

  private static ApiException wrong(JsonNode node, String name) {
    return new ApiException(Reason.INVALID, "Invalid value for: " + name + ": " + node, name);
  }

  /// Values of free-form fields: what JSON says, nulls kept.
  private static @Nullable Object plain(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> map(node, Object.class, "");
      case ARRAY -> list(node, Object.class, "");
      case NUMBER -> node.isIntegralNumber() ? node.bigIntegerValue() : node.decimalValue();
      case BOOLEAN -> node.booleanValue();
      case STRING, BINARY, POJO -> node.asText();
      case NULL, MISSING -> null;
    };
  }
}
