package convergence.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns a [Shape] into JSON Schema (draft-07, which every editor's YAML support knows).
public final class JsonSchemas {
  private final Map<String, Object> definitions = new LinkedHashMap<>();

  private JsonSchemas() {}

  public static Map<String, Object> of(String title, Shape shape) {
    var schemas = new JsonSchemas();
    var root = map("$schema", "http://json-schema.org/draft-07/schema#", "title", title);
    root.putAll(schemas.schema(shape));
    if (!schemas.definitions.isEmpty()) root.put("definitions", schemas.definitions);
    return root;
  }

  private Map<String, Object> schema(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> text(text);
      case Shape.Whole whole ->
          map("type", "integer", "minimum", whole.min(), "maximum", whole.max());
      case Shape.Decimal _ -> map("type", List.of("number", "string"));
      case Shape.Flag _ -> map("type", "boolean");
      case Shape.Choice choice -> map("enum", words(choice));
      case Shape.AnyScalar _ -> map("type", List.of("string", "number", "boolean", "null"));
      case Shape.ListOf list -> list(list);
      case Shape.MapOf map ->
          map(
              "type",
              "object",
              "patternProperties",
              map("^(?:" + map.key().pattern() + ")$", schema(map.value())),
              "additionalProperties",
              false);
      case Shape.Fields fields -> fields(fields.fields(), null);
      case Shape.ByKey byKey -> byKey(byKey);
      case Shape.Either either ->
          map("anyOf", List.of(schema(either.scalar()), schema(either.mapping())));
      case Shape.Named named -> named(named);
    };
  }

  private static Map<String, Object> text(Shape.Text text) {
    var schema = map("type", "string");
    var pattern = text.pattern();
    if (pattern == null) return schema;
    // JavaScript has no inline flags.
    schema.put("pattern", "^(?:" + pattern.pattern().replace("(?s)", "") + ")$");
    schema.put("description", text.says());
    return schema;
  }

  private static List<String> words(Shape.Choice choice) {
    var words = new ArrayList<>(choice.words());
    words.addAll(choice.aliases().keySet().stream().sorted().toList());
    return words;
  }

  private Map<String, Object> list(Shape.ListOf list) {
    var item = schema(list.item());
    var schema = map("type", "array", "items", item);
    if (list.min() > 0) schema.put("minItems", list.min());
    return list.orOne() ? map("anyOf", List.of(schema, item)) : schema;
  }

  private Map<String, Object> byKey(Shape.ByKey shape) {
    var forms = new ArrayList<Object>();
    shape
        .forms()
        .forEach(
            (word, fields) -> {
              var choice = (Shape.Choice) shape.key().shape();
              var same = new ArrayList<String>(List.of(word));
              choice
                  .aliases()
                  .forEach(
                      (alias, canonical) -> {
                        if (canonical.equals(word)) same.add(alias);
                      });
              var key = map("enum", same, "description", shape.key().description());
              forms.add(fields(fields.fields(), Map.entry(shape.key().name(), key)));
            });
    return map("anyOf", forms);
  }

  private Map<String, Object> fields(
      List<Shape.Field> fields, Map.@Nullable Entry<String, Map<String, Object>> key) {
    var properties = new LinkedHashMap<String, Object>();
    var required = new ArrayList<Object>();
    var either = new ArrayList<Object>();
    if (key != null) {
      properties.put(key.getKey(), key.getValue());
      required.add(key.getKey());
    }
    for (var field : fields) {
      var schema = new LinkedHashMap<>(schema(field.shape()));
      schema.put("description", field.description());
      properties.put(field.name(), schema);
      var names = new ArrayList<Object>();
      for (String alias : field.aliases()) {
        var old = new LinkedHashMap<>(schema);
        old.put("deprecationMessage", "deprecated; write " + field.name());
        properties.put(alias, old);
        names.add(map("required", List.of(alias)));
      }
      if (!field.required()) continue;
      if (names.isEmpty()) required.add(field.name());
      else {
        names.addFirst(map("required", List.of(field.name())));
        either.add(map("anyOf", names));
      }
    }
    var schema = map("type", "object", "properties", properties);
    if (!required.isEmpty()) schema.put("required", required);
    if (!either.isEmpty()) schema.put("allOf", either);
    schema.put("additionalProperties", false);
    return schema;
  }

  private Map<String, Object> named(Shape.Named named) {
    if (!definitions.containsKey(named.name())) {
      var place = new LinkedHashMap<String, Object>();
      definitions.put(named.name(), place);
      place.putAll(schema(named.shape().get()));
    }
    return map("$ref", "#/definitions/" + named.name());
  }

  private static Map<String, Object> map(Object... pairs) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
    return map;
  }
}
