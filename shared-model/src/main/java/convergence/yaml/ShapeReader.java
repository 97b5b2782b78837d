package convergence.yaml;

import convergence.problem.FieldError;
import convergence.yaml.Shape.Field;
import convergence.yaml.YamlNode.Entries;
import convergence.yaml.YamlNode.Entry;
import convergence.yaml.YamlNode.Items;
import convergence.yaml.YamlNode.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks values against their shape. All faults are collected; what comes back holds only what is right,
/// under its canonical names.
public final class ShapeReader {
  private final List<FieldError> errors;
  private final List<FieldError> warnings;

  public ShapeReader(List<FieldError> errors, List<FieldError> warnings) {
    this.errors = errors;
    this.warnings = warnings;
  }

  /// @param pointer the key path of `node`, for messages
  /// @return what is right of it; null when nothing is
  public @Nullable YamlNode read(Shape shape, YamlNode node, String pointer) {
    return switch (shape) {
      case Shape.Text text -> text(text, node, pointer);
      case Shape.Whole whole -> whole(whole, node, pointer);
      case Shape.Decimal _ -> number(node, pointer);
      case Shape.Flag _ ->
          node instanceof Scalar scalar && scalar.value() instanceof Boolean
              ? node
              : wrong(node, pointer, "true or false");
      case Shape.Choice choice -> choice(choice, node, pointer);
      case Shape.AnyScalar _ ->
          node instanceof Scalar ? node : wrong(node, pointer, "a single value");
      case Shape.ListOf list -> list(list, node, pointer);
      case Shape.MapOf map -> map(map, node, pointer);
      case Shape.Fields fields -> fields(fields.fields(), node, pointer);
      case Shape.ByKey byKey -> byKey(byKey, node, pointer);
      case Shape.Either either ->
          read(node instanceof Entries ? either.mapping() : either.scalar(), node, pointer);
      case Shape.Named named -> read(named.shape().get(), node, pointer);
    };
  }

  private @Nullable YamlNode text(Shape.Text shape, YamlNode node, String pointer) {
    if (!(node instanceof Scalar scalar)) return wrong(node, pointer, shape.says());
    if (!(scalar.value() instanceof String))
      return error(
          node, pointer, "must be text, but is %s; put it in quotes".formatted(node.says()));
    if (scalar.text().length() > shape.maxLength())
      return error(node, pointer, "is longer than " + shape.maxLength() + " characters");
    var pattern = shape.pattern();
    if (pattern != null && !pattern.matcher(scalar.text()).matches())
      return error(node, pointer, "must be " + shape.says());
    return node;
  }

  private @Nullable YamlNode whole(Shape.Whole shape, YamlNode node, String pointer) {
    if (!(node instanceof Scalar scalar && scalar.value() instanceof Long number))
      return wrong(
          node, pointer, "a whole number from %d to %d".formatted(shape.min(), shape.max()));
    if (number < shape.min() || number > shape.max())
      return error(
          node,
          pointer,
          "is %d, but must be from %d to %d".formatted(number, shape.min(), shape.max()));
    return node;
  }

  private @Nullable YamlNode number(YamlNode node, String pointer) {
    if (!(node instanceof Scalar scalar) || scalar.value() == null)
      return wrong(node, pointer, "a number");
    try {
      var number = new BigDecimal(scalar.text());
      return Math.abs((long) number.scale()) > 100 ? wrong(node, pointer, "a number") : node;
    } catch (NumberFormatException _) {
      return wrong(node, pointer, "a number");
    }
  }

  private @Nullable YamlNode choice(Shape.Choice shape, YamlNode node, String pointer) {
    String says = "one of " + String.join(", ", shape.words());
    if (!(node instanceof Scalar scalar && scalar.value() instanceof String word))
      return wrong(node, pointer, says);
    if (shape.words().contains(word)) return node;
    String canonical = shape.aliases().get(word);
    if (canonical == null)
      return error(
          node,
          pointer,
          "'%s' is not known%s; it is %s"
              .formatted(shown(word), Suggestion.among(word, shape.words()), says));
    if (shape.deprecated())
      warn(node.place(), pointer, "'%s' is deprecated; write '%s'".formatted(word, canonical));
    return new Scalar(canonical, canonical, scalar.place(), scalar.from(), scalar.to());
  }

  private @Nullable YamlNode list(Shape.ListOf shape, YamlNode node, String pointer) {
    if (shape.orOne() && !(node instanceof Items)) return read(shape.item(), node, pointer);
    if (!(node instanceof Items list)) return wrong(node, pointer, "a list");
    if (list.items().size() < shape.min())
      return error(node, pointer, "needs at least " + shape.min() + " item");
    var read = new ArrayList<YamlNode>();
    for (int i = 0; i < list.items().size(); i++) {
      var item = read(shape.item(), list.items().get(i), pointer + "[" + i + "]");
      if (item != null) read.add(item);
    }
    return new Items(read, node.place());
  }

  private @Nullable YamlNode map(Shape.MapOf shape, YamlNode node, String pointer) {
    if (!(node instanceof Entries map)) return wrong(node, pointer, "a mapping");
    var read = new LinkedHashMap<String, Entry>();
    map.entries()
        .forEach(
            (key, entry) -> {
              String below = below(pointer, key);
              if (!shape.key().matcher(key).matches())
                errors.add(
                    at(entry.key(), below, "'%s' must be %s".formatted(shown(key), shape.says())));
              else {
                var value = read(shape.value(), entry.value(), below);
                if (value != null) read.put(key, new Entry(entry.key(), value));
              }
            });
    return new Entries(read, node.place());
  }

  private @Nullable YamlNode byKey(Shape.ByKey shape, YamlNode node, String pointer) {
    if (!(node instanceof Entries map)) return wrong(node, pointer, "a mapping");
    var key = shape.key();
    String form = null;
    var tag = map.get(key.name());
    if (tag != null) {
      var word = read(key.shape(), tag, below(pointer, key.name()));
      if (!(word instanceof Scalar scalar)) return null;
      form = scalar.text();
    } else if (shape.otherwise() != null && shape.otherwiseIf().stream().anyMatch(map::has)) {
      form = shape.otherwise();
      warn(
          map.place(),
          below(pointer, key.name()),
          "a missing %s is deprecated; write '%s'".formatted(key.name(), form));
    } else {
      errors.add(at(map.place(), below(pointer, key.name()), key.name() + " is missing"));
      return null;
    }
    var fields = new ArrayList<Field>();
    fields.add(Field.optional(key.name(), key.shape(), key.description()));
    fields.addAll(java.util.Objects.requireNonNull(shape.forms().get(form)).fields());
    var read = fieldsQuietly(fields, map, pointer, key.name());
    read.put(
        key.name(),
        new Entry(map.placeOf(key.name()), new Scalar(form, form, map.placeOf(key.name()), 0, 0)));
    return new Entries(read, map.place());
  }

  private @Nullable YamlNode fields(List<Field> fields, YamlNode node, String pointer) {
    if (!(node instanceof Entries map)) return wrong(node, pointer, "a mapping");
    return new Entries(fieldsQuietly(fields, map, pointer, null), map.place());
  }

  private Map<String, Entry> fieldsQuietly(
      List<Field> fields, Entries map, String pointer, @Nullable String done) {
    var byName = new HashMap<String, Field>();
    for (var field : fields) {
      byName.put(field.name(), field);
      field.aliases().forEach(alias -> byName.put(alias, field));
    }
    var read = new LinkedHashMap<String, Entry>();
    var seen = new HashMap<String, String>();
    for (var name : map.entries().keySet()) {
      var entry = java.util.Objects.requireNonNull(map.entries().get(name));
      var field = byName.get(name);
      if (field == null) {
        var names = fields.stream().map(Field::name).toList();
        errors.add(
            at(
                entry.key(),
                below(pointer, name),
                "unknown key '%s'%s; known here: %s"
                    .formatted(
                        shown(name), Suggestion.among(name, names), String.join(", ", names))));
        continue;
      }
      if (field.name().equals(done)) continue;
      var twin = seen.put(field.name(), name);
      if (twin != null) {
        errors.add(
            at(
                entry.key(),
                below(pointer, name),
                "'%s' and '%s' mean the same; keep '%s'".formatted(twin, name, field.name())));
        continue;
      }
      if (!field.name().equals(name))
        warn(
            entry.key(),
            below(pointer, name),
            "'%s' is deprecated; write '%s'".formatted(name, field.name()));
      var value = read(field.shape(), entry.value(), below(pointer, name));
      if (value != null) read.put(field.name(), new Entry(entry.key(), value));
    }
    for (var field : fields)
      if (field.required() && !seen.containsKey(field.name()))
        errors.add(at(map.place(), below(pointer, field.name()), field.name() + " is missing"));
    return read;
  }

  private void warn(Place place, String pointer, String detail) {
    warnings.add(at(place, pointer, detail));
  }

  private @Nullable YamlNode wrong(YamlNode node, String pointer, String says) {
    return error(node, pointer, "must be %s, but is %s".formatted(says, node.says()));
  }

  private @Nullable YamlNode error(YamlNode node, String pointer, String detail) {
    errors.add(at(node.place(), pointer, lastKey(pointer) + " " + detail));
    return null;
  }

  private static String lastKey(String pointer) {
    return pointer.isEmpty() ? "the file" : pointer.substring(pointer.lastIndexOf('.') + 1);
  }

  private static FieldError at(Place place, String pointer, String detail) {
    return FieldError.at(pointer, detail, place.line(), place.column());
  }

  private static String below(String pointer, String key) {
    return pointer.isEmpty() ? shown(key) : pointer + "." + shown(key);
  }

  /// A word of the file, short and printable.
  private static String shown(String word) {
    String clean = word.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > 80 ? clean.substring(0, 80) + "…" : clean;
  }
}
