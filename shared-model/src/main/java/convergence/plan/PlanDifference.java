package convergence.plan;

import convergence.problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What differs between the plan that was looked at and the one that would run now.
final class PlanDifference {
  private static final BigDecimal TOLERANCE = new BigDecimal("1.10");
  private static final List<String> PARTS = List.of("template", "parameters", "sql", "schemas");

  private final PlanFingerprint now;
  private final String file;
  private final List<FieldError> found = new ArrayList<>();

  private PlanDifference(PlanFingerprint now, String file) {
    this.now = now;
    this.file = file;
  }

  /// @param file of the template
  static List<FieldError> between(PlanFingerprint then, PlanFingerprint now, String file) {
    var difference = new PlanDifference(now, file);
    if (!then.template().equals(now.template())) difference.part("template");
    difference.parameters(then.parameters());
    difference.sql(then.sql());
    for (String table : both(then.schemas().keySet(), now.schemas().keySet()))
      difference.table(table, then.schemas().get(table), now.schemas().get(table));
    difference.price(then.price());
    return difference.found;
  }

  /// Between a plan of which only the hash is known and the one that would run now.
  static List<FieldError> between(String then, PlanFingerprint now, String file) {
    var difference = new PlanDifference(now, file);
    var before = PlanFingerprint.parts(then);
    var after = PlanFingerprint.parts(now.hash());
    for (int i = 0; i < PARTS.size(); i++)
      if (!before.get(i).equals(after.get(i))) difference.part(PARTS.get(i));
    return difference.found;
  }

  private void part(String part) {
    add(
        "/" + part,
        switch (part) {
          case "template" -> "the template " + file + ", or a suite that it names, has changed";
          case "parameters" -> "the parameters are others: now " + now.parameters();
          case "sql" -> "the SQL or the settings of a step are others";
          default -> "the schema of a table that is read has changed: " + now.schemas().keySet();
        });
  }

  private void parameters(Map<String, String> then) {
    for (String name : both(then.keySet(), now.parameters().keySet())) {
      String before = then.get(name);
      String after = now.parameters().get(name);
      if (before == null) add("/parameters/" + name, name + " was not set and is " + after);
      else if (after == null)
        add("/parameters/" + name, name + " was " + before + " and is not set");
      else if (!before.equals(after))
        add("/parameters/" + name, "%s was %s and is %s".formatted(name, before, after));
    }
  }

  private void sql(Map<String, String> then) {
    for (String step : both(then.keySet(), now.sql().keySet())) {
      String before = then.get(step);
      String after = now.sql().get(step);
      if (before == null) add("/sql/" + step, "step '" + step + "' is new");
      else if (after == null) add("/sql/" + step, "step '" + step + "' is gone");
      else if (!before.equals(after))
        add("/sql/" + step, "the SQL or the settings of step '" + step + "' have changed");
    }
  }

  private void table(
      String table, @Nullable Map<String, String> then, @Nullable Map<String, String> after) {
    if (then == null || after == null) {
      add(
          "/schemas/" + table,
          table + (then == null ? " was not read before" : " is no longer read"));
      return;
    }
    for (String column : both(then.keySet(), after.keySet())) {
      String before = then.get(column);
      String is = after.get(column);
      if (java.util.Objects.equals(before, is)) continue;
      String at = "/schemas/" + table + "/" + column;
      if (column.equals(PlanFingerprint.VIEW_SQL))
        add(at, "the SQL of the view " + table + " has changed");
      else if (before == null) add(at, "column %s of %s is new (%s)".formatted(column, table, is));
      else if (is == null) add(at, "column %s of %s (%s) is gone".formatted(column, table, before));
      else add(at, "column %s of %s was %s and is %s".formatted(column, table, before, is));
    }
  }

  private void price(@Nullable BigDecimal then) {
    if (then == null || now.price() == null) return;
    if (now.price().compareTo(then.multiply(TOLERANCE)) <= 0) return;
    add(
        "/price",
        "the estimated price has grown by more than 10 %%: %s USD then, %s USD now"
            .formatted(then.toPlainString(), now.price().toPlainString()));
  }

  private void add(String pointer, String detail) {
    found.add(FieldError.of(pointer, detail));
  }

  private static Set<String> both(Set<String> then, Set<String> now) {
    var names = new TreeSet<>(then);
    names.addAll(now);
    return names;
  }
}
