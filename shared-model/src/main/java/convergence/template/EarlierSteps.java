package convergence.template;

import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Schemas;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The tables that the steps of a plan will have made, for those that come after them.
final class EarlierSteps {
  private final Map<String, StepTemplate> byId = new HashMap<>();
  private final Map<String, Map<TableRef, Optional<TableSchema>>> made = new HashMap<>();
  private final Boundary boundary;
  private final @Nullable Schemas schemas;

  /// @param schemas null for a template that needs no warehouse
  EarlierSteps(PipelineTemplate template, Boundary boundary, @Nullable Schemas schemas) {
    this.boundary = boundary;
    this.schemas = schemas;
    for (var step : template.steps()) byId.put(step.stepId(), step);
  }

  /// What a step leaves behind: its own columns where it makes or replaces the table, else the table's.
  void remember(
      StepTemplate step,
      Destination destination,
      boolean partitionOnly,
      Optional<List<Column>> columns) {
    boolean replaces = destination.mode() == Destination.Mode.OVERWRITE && !partitionOnly;
    var seen = visible(step);
    var there = seen.find(destination.table());
    if (!replaces && there.isPresent()) return;
    made.computeIfAbsent(step.stepId(), _ -> new HashMap<>())
        .put(
            destination.table(),
            columns.map(
                known ->
                    new TableSchema(
                        known, destination.partitionField(), List.of(), null, Map.of())));
  }

  /// The tables as this step may see them.
  BoundedSchemas visible(StepTemplate step) {
    var tables = new HashMap<TableRef, Optional<TableSchema>>();
    var ancestors =
        new TreeSet<StepTemplate>(java.util.Comparator.comparingInt(StepTemplate::index));
    collect(step, ancestors);
    for (var ancestor : ancestors) tables.putAll(made.getOrDefault(ancestor.stepId(), Map.of()));
    return new BoundedSchemas(java.util.Objects.requireNonNull(schemas), boundary, tables);
  }

  private void collect(StepTemplate step, Set<StepTemplate> ancestors) {
    for (String id : step.dependsOn()) {
      var before = java.util.Objects.requireNonNull(byId.get(id));
      if (ancestors.add(before)) collect(before, ancestors);
    }
  }
}
