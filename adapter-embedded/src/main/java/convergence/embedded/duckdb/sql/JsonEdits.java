package convergence.embedded.duckdb.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// JSON_SET, JSON_REMOVE and their sisters: a value in, another out.
final class JsonEdits {
  private static final int MOST_ELEMENTS = 1_000_000;

  private static final Json NULL = new Json.Word("null");

  private JsonEdits() {}

  /// A step on the way to a place.
  ///
  /// @return what is there now, made when it is missing; null: it cannot be
  private static @Nullable Json entered(Json value, String step, Json made) {
    Json child = JsonPath.child(value, step);
    if (child != null && !isNull(child)) return child;
    return place(value, step, made) ? made : null;
  }

  /// @return false where the value can hold no such step
  private static boolean place(Json value, String step, Json child) {
    switch (value) {
      case Json.Obj(var fields) -> fields.put(step, child);
      case Json.Arr(var elements) -> {
        int index = JsonPath.index(step);
        if (index < 0) return false;
        pad(elements, index + 1);
        elements.set(index, child);
      }
      case Json.Word _, Json.Num _, Json.Str _ -> {
        return false;
      }
    }
    return true;
  }

  private static void pad(List<Json> elements, int size) {
    if (size > MOST_ELEMENTS) throw new QueryError("Exceeded maximum array size: " + MOST_ELEMENTS);
    while (elements.size() < size) elements.add(NULL);
  }

  /// An array for a number, an object for a name.
  private static Json container(String step) {
    return JsonPath.index(step) >= 0 ? new Json.Arr(new ArrayList<>()) : Json.object();
  }

  static Json set(Json root, JsonPath path, Json value, boolean create) {
    var steps = path.steps();
    if (steps.isEmpty()) return value;
    if (!create && path.find(root) == null) return root;
    Json result = isNull(root) ? container(steps.getFirst()) : root;
    Json at = result;
    for (int i = 0; i < steps.size() - 1; i++) {
      Json next = entered(at, steps.get(i), container(steps.get(i + 1)));
      if (next == null) return root;
      at = next;
    }
    return place(at, steps.getLast(), value) ? result : root;
  }

  static boolean isNull(Json value) {
    return value instanceof Json.Word(var word) && word.equals("null");
  }

  static Json remove(Json root, JsonPath path) {
    var steps = path.steps();
    if (steps.isEmpty()) throw new QueryError("The JSONPath cannot be '$'");
    Json parent = parent(root, steps);
    if (parent instanceof Json.Obj(var fields)) {
      fields.remove(steps.getLast());
    } else if (parent instanceof Json.Arr(var elements)) {
      int index = JsonPath.index(steps.getLast());
      if (index >= 0 && index < elements.size()) elements.remove(index);
    }
    return root;
  }

  private static @Nullable Json parent(Json root, List<String> steps) {
    return new JsonPath(steps.subList(0, steps.size() - 1), false, false).find(root);
  }

  static Json append(Json root, JsonPath path, List<Json> values) {
    Json at = path.find(root);
    if (at instanceof Json.Arr(var elements)) {
      elements.addAll(values);
    } else if (at != null && isNull(at)) {
      return set(root, path, new Json.Arr(new ArrayList<>(values)), false);
    }
    return root;
  }

  static Json insert(Json root, JsonPath path, List<Json> values) {
    var steps = path.steps();
    int index = steps.isEmpty() ? -1 : JsonPath.index(steps.getLast());
    Json parent = steps.isEmpty() ? null : parent(root, steps);
    if (index < 0 || parent == null) return root;
    if (isNull(parent)) {
      var made = new Json.Arr(new ArrayList<>());
      insert(made.elements(), index, values);
      return set(root, new JsonPath(steps.subList(0, steps.size() - 1), false, false), made, false);
    }
    if (parent instanceof Json.Arr(var elements)) insert(elements, index, values);
    return root;
  }

  private static void insert(List<Json> elements, int index, List<Json> values) {
    pad(elements, index);
    elements.addAll(index, values);
  }

  /// @param empty arrays and objects without anything go as well
  static Json strip(Json root, JsonPath path, boolean arrays, boolean empty) {
    Json at = path.find(root);
    if (at == null) return root;
    Json stripped = stripped(at, arrays, empty);
    return set(root, path, gone(stripped, empty) ? NULL : stripped, false);
  }

  private static Json stripped(Json value, boolean arrays, boolean empty) {
    return switch (value) {
      case Json.Obj(var fields) -> {
        var kept = Json.object();
        fields.forEach((name, field) -> kept.fields().put(name, stripped(field, arrays, empty)));
        kept.fields().values().removeIf(field -> isNull(field) || gone(field, empty));
        yield kept;
      }
      case Json.Arr(var elements) -> {
        List<Json> kept = new ArrayList<>();
        for (var element : elements) kept.add(stripped(element, arrays, empty));
        if (arrays) kept.removeIf(element -> isNull(element) || gone(element, empty));
        yield new Json.Arr(kept);
      }
      case Json.Word _, Json.Num _, Json.Str _ -> value;
    };
  }

  private static boolean gone(Json value, boolean empty) {
    return empty
        && switch (value) {
          case Json.Obj(var fields) -> fields.isEmpty();
          case Json.Arr(var elements) -> elements.isEmpty();
          case Json.Word _, Json.Num _, Json.Str _ -> false;
        };
  }

  /// Names on the way to every value, with dots between them.
  ///
  /// @param depth of names
  static List<String> keys(Json root, long depth, boolean arrays, boolean nested) {
    var keys = new TreeSet<String>();
    keys(root, "", depth, arrays ? (nested ? 2 : 1) : 0, 0, keys);
    return List.copyOf(keys);
  }

  private static void keys(
      Json value, String prefix, long depth, int mode, int arrays, Set<String> into) {
    if (value instanceof Json.Obj(var fields) && depth > 0) {
      for (var field : fields.entrySet()) {
        String name = field.getKey();
        String written = name.matches("[A-Za-z0-9_\\-]+") ? name : Json.quote(name);
        into.add(prefix + written);
        keys(field.getValue(), prefix + written + ".", depth - 1, mode, 0, into);
      }
    } else if (value instanceof Json.Arr(var elements) && (mode == 2 || mode > arrays)) {
      for (var element : elements) keys(element, prefix, depth, mode, arrays + 1, into);
    }
  }
}
