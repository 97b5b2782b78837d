package convergence.yaml;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a YAML value may be. The reader checks against it and the JSON Schema for editors is made from it,
/// so the two cannot differ.
public sealed interface Shape {
  /// Text. A number or a boolean is none: it has to be quoted.
  ///
  /// @param pattern what the whole text must match; null: anything
  /// @param says the pattern in words
  record Text(int maxLength, @Nullable Pattern pattern, String says) implements Shape {}

  /// A whole number; both bounds inclusive.
  record Whole(long min, long max) implements Shape {}

  /// A number, or text that is one.
  record Decimal() implements Shape {}

  record Flag() implements Shape {}

  /// One of some words; the keys of `aliases` are accepted too.
  ///
  /// @param deprecated aliases are reported
  record Choice(List<String> words, Map<String, String> aliases, boolean deprecated)
      implements Shape {
    public Choice {
      words = List.copyOf(words);
      aliases = Map.copyOf(aliases);
    }
  }

  /// Any text, number, boolean or null.
  record AnyScalar() implements Shape {}

  /// @param orOne a single item may stand without the list
  record ListOf(Shape item, boolean orOne, int min) implements Shape {}

  record MapOf(Pattern key, String says, Shape value) implements Shape {}

  /// A mapping with known keys.
  record Fields(List<Field> fields) implements Shape {
    public Fields {
      fields = List.copyOf(fields);
    }
  }

  /// A mapping whose keys depend on the value of one of them; `forms` hold all keys but that one.
  ///
  /// @param otherwise the word that is meant when the key is missing and `otherwiseIf` is there; reported as
  ///     deprecated
  record ByKey(
      Field key, Map<String, Fields> forms, @Nullable String otherwise, List<String> otherwiseIf)
      implements Shape {
    public ByKey {
      otherwiseIf = List.copyOf(otherwiseIf);
    }
  }

  /// A scalar, or a mapping.
  record Either(Shape scalar, Shape mapping) implements Shape {}

  /// A shape by name, so that it can hold itself.
  record Named(String name, Supplier<Shape> shape) implements Shape {}

  /// @param aliases other names, accepted and reported as deprecated
  record Field(
      String name, Shape shape, boolean required, String description, List<String> aliases) {
    public Field {
      aliases = List.copyOf(aliases);
    }

    public static Field optional(String name, Shape shape, String description) {
      return new Field(name, shape, false, description, List.of());
    }

    public static Field required(String name, Shape shape, String description) {
      return new Field(name, shape, true, description, List.of());
    }

    public Field alias(String... others) {
      return new Field(name, shape, required, description, List.of(others));
    }
  }

  static Text text() {
    return new Text(YamlFile.MAX_BYTES, null, "text");
  }

  static Text text(String pattern, String says) {
    return new Text(YamlFile.MAX_BYTES, Pattern.compile(pattern), says);
  }

  static Choice choice(String... words) {
    return new Choice(List.of(words), Map.of(), false);
  }
}
