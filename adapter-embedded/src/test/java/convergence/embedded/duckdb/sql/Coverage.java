package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.Signature;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How often each function, scan and kind of expression stood in a query whose answers agreed.
final class Coverage {
  private final Map<String, Integer> counts = new TreeMap<>();

  /// The functions (`FN_…`), scans (`Table`, `Join LEFT` …) and expressions of a query.
  static Set<String> of(Query query) {
    Set<String> found = new TreeSet<>();
    walk(query, found);
    return found;
  }

  private static void walk(@Nullable Object node, Set<String> found) {
    switch (node) {
      case null -> {}
      case Iterable<?> many -> many.forEach(one -> walk(one, found));
      case Signature(var id, _) -> found.add(id);
      case Record part -> {
        if (part instanceof Rel || part instanceof Expr) found.add(kind(part));
        for (var component : part.getClass().getRecordComponents()) {
          walk(value(part, component), found);
        }
      }
      default -> {}
    }
  }

  private static String kind(Record part) {
    String name = part.getClass().getSimpleName();
    return switch (part) {
      case Rel.Join join -> name + " " + join.kind();
      case Rel.SetOperation operation -> name + " " + operation.kind();
      case Rel.Aggregate aggregate when !aggregate.sets().isEmpty() -> name + " of sets";
      case Rel.Unnest unnest when unnest.outer() -> name + " outer";
      case Expr.Subquery subquery -> name + " " + subquery.kind();
      case Expr.Cast cast when cast.safe() -> name + " safe";
      case Expr.Call call when call.safe() -> name + " safe";
      default -> name;
    };
  }

  private static @Nullable Object value(Record part, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(part);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  void add(Set<String> kinds) {
    for (var kind : kinds) counts.merge(kind, 1, Integer::sum);
  }

  int of(String kind) {
    return counts.getOrDefault(kind, 0);
  }

  Map<String, Integer> counts() {
    return counts;
  }
}
