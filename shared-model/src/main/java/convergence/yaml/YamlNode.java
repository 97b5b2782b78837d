package convergence.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value of a YAML file and its place.
public sealed interface YamlNode {
  Place place();

  /// What it is, in a message.
  String says();

  /// @param value `String`, `Long`, `BigDecimal`, `Boolean` or null
  /// @param text as written, quotes and folding undone
  /// @param from where its source begins, in characters
  /// @param to where its source ends
  record Scalar(@Nullable Object value, String text, Place place, int from, int to)
      implements YamlNode {
    @Override
    public String says() {
      return switch (value) {
        case null -> "nothing (null)";
        case String _ -> "text";
        case Boolean _ -> "true or false";
        default -> "a number";
      };
    }
  }

  record Items(List<YamlNode> items, Place place) implements YamlNode {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String says() {
      return "a list";
    }
  }

  /// @param entries in the file's order
  record Entries(Map<String, Entry> entries, Place place) implements YamlNode {
    public Entries {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String says() {
      return "a mapping";
    }

    public boolean has(String key) {
      return entries.containsKey(key);
    }

    public @Nullable YamlNode get(String key) {
      var entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    /// Where the key stands, or this mapping where it has none.
    public Place placeOf(String key) {
      var entry = entries.get(key);
      return entry == null ? place : entry.key();
    }

    public @Nullable Scalar scalar(String key) {
      return get(key) instanceof Scalar scalar ? scalar : null;
    }

    public @Nullable String text(String key) {
      var scalar = scalar(key);
      return (scalar == null || scalar.value() == null) ? null : scalar.text();
    }

    public String text(String key, String otherwise) {
      var text = text(key);
      return text == null ? otherwise : text;
    }

    public int whole(String key, int otherwise) {
      var scalar = scalar(key);
      return scalar != null && scalar.value() instanceof Long number
          ? Math.toIntExact(number)
          : otherwise;
    }

    public boolean flag(String key, boolean otherwise) {
      var scalar = scalar(key);
      return (scalar != null && scalar.value() instanceof Boolean flag) ? flag : otherwise;
    }

    public @Nullable Entries entries(String key) {
      return get(key) instanceof Entries found ? found : null;
    }

    /// The items of a list; a single value counts as a list of one, an absent key as an empty one.
    public List<YamlNode> items(String key) {
      return switch (get(key)) {
        case null -> List.of();
        case Items list -> list.items();
        case Scalar one -> List.of(one);
        case Entries one -> List.of(one);
      };
    }

    /// The texts of a list of scalars.
    public List<String> texts(String key) {
      var texts = new ArrayList<String>();
      for (var item : items(key)) if (item instanceof Scalar scalar) texts.add(scalar.text());
      return texts;
    }
  }

  /// @param key where the key stands
  record Entry(Place key, YamlNode value) {}
}
