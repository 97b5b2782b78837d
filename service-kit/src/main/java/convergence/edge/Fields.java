package convergence.edge;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes the known fields out of a body, collects all that is wrong with them, and refuses at the end, also
/// for fields that nobody took.
public final class Fields {
  private final Map<String, Object> body;
  private final Set<String> taken = new HashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  public Fields(Map<String, Object> body) {
    this.body = body;
  }

  /// A text that must be there; what it returns counts only after [#end].
  public String required(String name, int longest) {
    String text = text(name, longest);
    if (text != null) return text;
    if (!failed(name)) wrong(name, name + " is required.");
    return "";
  }

  /// Null when it is absent or null.
  public @Nullable String text(String name, int longest) {
    return switch (take(name)) {
      case null -> null;
      case String text when text.isBlank() -> {
        wrong(name, name + " must not be empty.");
        yield null;
      }
      case String text when text.length() > longest -> {
        wrong(name, name + " has at most " + longest + " characters.");
        yield null;
      }
      case String text when text.chars().anyMatch(Character::isISOControl) -> {
        wrong(name, name + " must not hold control characters.");
        yield null;
      }
      case String text -> text;
      case Object other -> {
        wrong(name, name + " must be a string, not " + kind(other) + ".");
        yield null;
      }
    };
  }

  /// False when it is absent or null.
  public boolean flag(String name) {
    return switch (take(name)) {
      case null -> false;
      case Boolean flag -> flag;
      case Object other -> {
        wrong(name, name + " must be true or false, not " + kind(other) + ".");
        yield false;
      }
    };
  }

  /// Empty when it is absent or null.
  public Map<String, Object> object(String name) {
    return switch (take(name)) {
      case null -> Map.of();
      case Map<?, ?> map -> {
        @SuppressWarnings("unchecked") // the reader makes objects with text names only
        var object = (Map<String, Object>) map;
        yield object;
      }
      case Object other -> {
        wrong(name, name + " must be an object, not " + kind(other) + ".");
        yield Map.of();
      }
    };
  }

  /// Null when it is absent or null; else texts of 1 to `longest` characters.
  public @Nullable List<String> texts(String name, int longest) {
    return switch (take(name)) {
      case null -> null;
      case List<?> list -> {
        var texts = new ArrayList<String>();
        for (var item : list)
          if (item instanceof String text && !text.isBlank() && text.length() <= longest)
            texts.add(text);
          else wrong(name, name + " must hold strings of 1 to " + longest + " characters.");
        yield texts;
      }
      case Object other -> {
        wrong(name, name + " must be an array, not " + kind(other) + ".");
        yield null;
      }
    };
  }

  /// Null when it is absent or null; else objects.
  public @Nullable List<Map<String, Object>> objects(String name) {
    return switch (take(name)) {
      case null -> null;
      case List<?> list -> {
        var objects = new ArrayList<Map<String, Object>>();
        for (var item : list)
          if (item instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // the reader makes objects with text names only
            var object = (Map<String, Object>) map;
            objects.add(object);
          } else wrong(name, name + " must hold objects, not " + kind(item) + ".");
        yield objects;
      }
      case Object other -> {
        wrong(name, name + " must be an array, not " + kind(other) + ".");
        yield null;
      }
    };
  }

  /// `otherwise` when it is absent or null.
  public int whole(String name, int least, int most, int otherwise) {
    switch (take(name)) {
      case null -> {
        return otherwise;
      }
      case Integer number when number >= least && number <= most -> {
        return number;
      }
      case Number _ -> wrong(name, name + " is a whole number from " + least + " to " + most + ".");
      case Object other -> wrong(name, name + " must be a number, not " + kind(other) + ".");
    }
    return otherwise;
  }

  /// A point in time; null when it is absent or null.
  public @Nullable Instant instant(String name) {
    String text = text(name, 40);
    if (text == null) return null;
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      wrong(name, name + " is a time with its zone, e.g. 2026-01-31T09:30:00Z.");
      return null;
    }
  }

  /// A date; null when it is absent or null.
  public @Nullable LocalDate date(String name) {
    String text = text(name, 10);
    if (text == null) return null;
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      wrong(name, name + " is a date, e.g. 2026-01-31.");
      return null;
    }
  }

  /// Whether the body has the field, be it null.
  public boolean has(String name) {
    return body.containsKey(name);
  }

  /// Says that a field's value is wrong for a reason of the caller's.
  public void wrong(String name, String detail) {
    errors.add(FieldError.of("/" + name.replace("~", "~0").replace("/", "~1"), detail));
  }

  /// @throws RefusedException BadRequest naming each field that is wrong or unknown
  public void end() {
    for (var name : body.keySet())
      if (!taken.contains(name))
        wrong(name, "\"" + shortened(name) + "\" is not a field of this body.");
    if (!errors.isEmpty())
      throw new RefusedException(new Refusal.BadRequest(errors.getFirst().detail(), errors));
  }

  private @Nullable Object take(String name) {
    taken.add(name);
    return body.get(name);
  }

  private boolean failed(String name) {
    return errors.stream().anyMatch(error -> error.pointer().equals("/" + name));
  }

  private static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String _ -> "a string";
      case Number _ -> "a number";
      case Boolean _ -> "true or false";
      case List<?> _ -> "an array";
      case Map<?, ?> _ -> "an object";
      default -> "that";
    };
  }
}
