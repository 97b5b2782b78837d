package convergence.template;

import convergence.problem.FieldError;
import convergence.yaml.Place;
import convergence.yaml.Suggestion;
import convergence.yaml.YamlNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which step waits for which, read from the raw steps so that its faults are told beside all others.
final class StepGraph {
  /// @param dependsOn null: the file says nothing
  private record Link(
      String id, int index, @Nullable List<String> dependsOn, Place place, boolean watches) {}

  private final List<FieldError> errors;
  private final List<FieldError> warnings;
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Map<String, List<String>> resolved = new LinkedHashMap<>();

  StepGraph(List<YamlNode> steps, List<FieldError> errors, List<FieldError> warnings) {
    this.errors = errors;
    this.warnings = warnings;
    for (int i = 0; i < steps.size(); i++)
      if (steps.get(i) instanceof YamlNode.Entries step) collect(step, i);
    resolve();
    refuseCycle();
  }

  /// The steps that this one waits for, as it holds.
  List<String> dependsOn(String stepId) {
    return resolved.getOrDefault(stepId, List.of());
  }

  private void collect(YamlNode.Entries step, int index) {
    String key = step.has("step_id") ? "step_id" : "name";
    String id = step.text(key);
    if (id == null) return;
    String trigger = step.text("trigger", "on_success");
    var depends = step.get("depends_on");
    var texts = depends == null ? null : step.texts("depends_on");
    var earlier = links.get(id);
    if (earlier != null) {
      add(
          step.placeOf(key),
          index,
          key,
          "step_id '%s' stands twice, first in line %d; each step needs its own"
              .formatted(id, earlier.place().line()));
      return;
    }
    var place = depends == null ? step.placeOf(key) : step.placeOf("depends_on");
    links.put(id, new Link(id, index, texts, place, !trigger.equals("on_success")));
  }

  private void resolve() {
    String before = null;
    var all = new ArrayList<String>();
    for (var link : links.values()) {
      resolved.put(link.id(), waitsFor(link, before, all));
      if (!link.watches()) before = link.id();
      all.add(link.id());
    }
  }

  private List<String> waitsFor(Link link, @Nullable String before, List<String> all) {
    var named = link.dependsOn();
    if (named == null) {
      if (link.watches()) return List.copyOf(all);
      return before == null ? List.of() : List.of(before);
    }
    if (named.isEmpty() && link.watches()) {
      warnings.add(
          FieldError.at(
              "steps[" + link.index() + "].depends_on",
              "a step that watches others and depends on none watches all steps before it; leave"
                  + " depends_on out",
              link.place().line(),
              link.place().column()));
      return List.copyOf(all);
    }
    var known = new LinkedHashSet<String>();
    for (String name : named) {
      if (name.equals(link.id()))
        add(link.place(), link.index(), "depends_on", "step '" + name + "' depends on itself");
      else if (!links.containsKey(name))
        add(
            link.place(),
            link.index(),
            "depends_on",
            "step '%s' depends on '%s', which is not a step here%s"
                .formatted(link.id(), name, Suggestion.among(name, links.keySet())));
      else known.add(name);
    }
    return List.copyOf(known);
  }

  /// Takes away what waits for nothing until nothing is left; what stays holds a cycle.
  private void refuseCycle() {
    var waiting = new HashMap<String, Integer>();
    var followers = new HashMap<String, List<String>>();
    resolved.forEach(
        (id, depends) -> {
          waiting.put(id, depends.size());
          for (String on : depends) followers.computeIfAbsent(on, _ -> new ArrayList<>()).add(id);
        });
    var free = new ArrayDeque<String>();
    waiting.forEach(
        (id, count) -> {
          if (count == 0) free.add(id);
        });
    var left = new LinkedHashSet<>(resolved.keySet());
    while (!free.isEmpty()) {
      String id = free.remove();
      left.remove(id);
      for (String follower : followers.getOrDefault(id, List.of()))
        if (waiting.merge(follower, -1, Integer::sum) == 0) free.add(follower);
    }
    if (left.isEmpty()) return;
    var cycle = cycleIn(left);
    var link = java.util.Objects.requireNonNull(links.get(cycle.getFirst()));
    add(
        link.place(),
        link.index(),
        "depends_on",
        "the steps wait for each other in a cycle: " + String.join(" → ", cycle));
  }

  private List<String> cycleIn(Set<String> left) {
    var path = new ArrayList<String>();
    String at = left.iterator().next();
    while (!path.contains(at)) {
      path.add(at);
      at =
          resolved.getOrDefault(at, List.of()).stream()
              .filter(left::contains)
              .findFirst()
              .orElse(at);
    }
    var cycle = new ArrayList<>(path.subList(path.indexOf(at), path.size()));
    cycle.add(at);
    return cycle;
  }

  private void add(Place place, int index, String key, String detail) {
    errors.add(FieldError.at("steps[" + index + "]." + key, detail, place.line(), place.column()));
  }
}
