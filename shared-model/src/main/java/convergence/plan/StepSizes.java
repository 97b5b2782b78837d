package convergence.plan;

import convergence.port.Warehouse;
import convergence.template.StepProof;
import convergence.template.StepSpec;
import convergence.template.TemplateBinder.Proven;
import convergence.warehouse.BoundSql;
import convergence.warehouse.TableRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How many bytes each step is estimated to read.
///
/// @param bytes of the steps whose size is known
/// @param unknown why the size of a step is not known, by step
record StepSizes(Map<String, Long> bytes, Map<String, String> unknown) {
  static final StepSizes NONE = new StepSizes(Map.of(), Map.of());

  StepSizes {
    bytes = Map.copyOf(bytes);
    unknown = Map.copyOf(unknown);
  }

  /// Sum of what is known; null: nothing is.
  @Nullable Long total() {
    if (bytes.isEmpty() && !unknown.isEmpty()) return null;
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  static StepSizes of(Proven proven, String dataset, Warehouse warehouse) {
    var bytes = new HashMap<String, Long>();
    var unknown = new HashMap<String, String>();
    var proofs = new HashMap<String, StepProof>();
    for (var proof : proven.proofs()) proofs.put(proof.stepId(), proof);
    for (var step : proven.binding().plan().steps()) {
      var proof = proofs.get(step.stepId());
      var query = proof == null ? null : query(step.spec(), proof);
      if (proof == null || query == null) continue;
      var size =
          warehouse.estimate(query, proven.binding().variables(), dataset, proof.columnsRead());
      if (size.isPresent()) bytes.put(step.stepId(), size.getAsLong());
      else unknown.put(step.stepId(), why(proof));
    }
    return new StepSizes(bytes, unknown);
  }

  private static String why(StepProof proof) {
    var made = proof.made().stream().map(TableRef::toString).sorted().toList();
    return made.isEmpty()
        ? "the warehouse does not tell"
        : "an earlier step makes " + String.join(", ", made);
  }

  private static @Nullable BoundSql query(StepSpec spec, StepProof proof) {
    return switch (spec) {
      case StepSpec.Transform transform -> transform.query();
      case StepSpec.Quality quality -> scan(quality.table(), proof);
      case StepSpec.FileLoad _, StepSpec.Noop _, StepSpec.Email _, StepSpec.Onboarding _ -> null;
    };
  }

  /// The one scan that a suite's checks share.
  private static BoundSql scan(TableRef table, StepProof proof) {
    var columns = proof.columnsRead().getOrDefault(table, Set.of());
    String list =
        columns.isEmpty()
            ? "COUNT(*) AS n"
            : columns.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    return BoundSql.of(
        "SELECT " + list + " FROM `" + table.dataset() + "`.`" + table.table() + "`");
  }
}
