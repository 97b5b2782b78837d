package convergence.edge;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
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

  private static String kind(Object value) {
    return switch (value) {
      case String _ -> "a string";
      case Number _ -> "a number";
      case Boolean _ -> "true or false";
      case List<?> _ -> "an array";
      case Map<?, ?> _ -> "an object";
      default -> "that";
    };
  }
}
