package convergence.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a variable's value looks like. Checks a value and brings it into the one form that is read later.
public sealed interface Kind {
  /// @param shape what the whole value matches
  /// @param says what fits, for the message: "is …"
  record Text(Pattern shape, String says) implements Kind {
    static Text any() {
      return new Text(Pattern.compile(".*", Pattern.DOTALL), "text");
    }

    static Text of(String shape, String says) {
      return new Text(Pattern.compile(shape), says);
    }
  }

  /// Never shown: neither its value nor a part of it.
  record Hidden(Pattern shape, String says) implements Kind {
    static Hidden any() {
      return new Hidden(Pattern.compile(".*", Pattern.DOTALL), "text");
    }

    static Hidden of(String shape, String says) {
      return new Hidden(Pattern.compile(shape), says);
    }
  }

  /// @param unit stands behind the number in the setting, e.g. `s`; empty for a plain number
  record Whole(long least, long most, String unit) implements Kind {}

  record Flag() implements Kind {}

  /// One of these words, in any case.
  record Choice(List<String> words) implements Kind {
    public Choice {
      words = List.copyOf(words);
    }
  }

  /// A folder or file; a leading `~` is the user's home.
  record Place() implements Kind {}

  /// Origins of web pages, with commas between: `https://app.example.com`.
  record Origins() implements Kind {}

  /// What fits, as a sentence's end.
  default String says() {
    return switch (this) {
      case Text k -> k.says();
      case Hidden k -> k.says();
      case Whole k -> "a whole number from " + k.least() + " to " + k.most();
      case Flag _ -> "true or false";
      case Choice k ->
          String.join(", ", k.words().subList(0, k.words().size() - 1))
              + " or "
              + k.words().getLast();
      case Place _ -> "a path";
      case Origins _ ->
          "origins with commas between, such as https://app.example.com, or * for every origin";
    };
  }

  default boolean hidden() {
    return this instanceof Hidden;
  }

  /// The value as it is read later.
  ///
  /// @throws IllegalArgumentException it does not fit
  default String checked(String value) {
    return switch (this) {
      case Text k -> matched(k.shape(), value);
      case Hidden k -> matched(k.shape(), value);
      case Whole k -> whole(k, value);
      case Flag _ -> word(List.of("true", "false"), value);
      case Choice k -> word(k.words(), value);
      case Place _ -> place(value);
      case Origins _ -> origins(value);
    };
  }

  private static String matched(Pattern shape, String value) {
    if (!shape.matcher(value).matches()) throw new IllegalArgumentException("shape");
    return value;
  }

  private static String whole(Whole kind, String value) {
    long number = Long.parseLong(value);
    if (number < kind.least() || number > kind.most()) throw new IllegalArgumentException("range");
    return Long.toString(number);
  }

  private static String word(List<String> words, String value) {
    for (var word : words) if (word.equalsIgnoreCase(value)) return word;
    throw new IllegalArgumentException("word");
  }

  private static String place(String value) {
    String home = System.getProperty("user.home");
    String whole = value.equals("~") || value.startsWith("~/") ? home + value.substring(1) : value;
    return whole.startsWith("gs://") ? whole : Path.of(whole).toString();
  }

  private static String origins(String value) {
    var all = new ArrayList<String>();
    for (var part : value.split(",", -1)) {
      var origin = part.strip();
      if (origin.isEmpty()) continue;
      all.add(origin.equals("*") ? origin : origin(origin));
    }
    return String.join(",", all);
  }

  private static String origin(String text) {
    var uri = URI.create(text.toLowerCase(Locale.ROOT));
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (!web || uri.getHost() == null || !uri.toString().matches("[a-z]+://[^/?#@]+"))
      throw new IllegalArgumentException("origin");
    return uri.toString();
  }
}
