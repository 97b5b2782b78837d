package convergence.template;

import convergence.warehouse.Analysis;
import convergence.warehouse.Column;
import convergence.warehouse.ColumnLineage;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Gathers what the steps of one plan are proven to do.
final class Proofs {
  private static final Comparator<TableRef> BY_NAME = Comparator.comparing(TableRef::toString);
  private final List<StepProof> all = new ArrayList<>();

  List<StepProof> all() {
    return List.copyOf(all);
  }

  /// @param seen the tables as the step's analysis saw them
  /// @param analyses of each statement that the step runs
  void add(StepTemplate step, BoundedSchemas seen, List<Column> columns, List<Analysis> analyses) {
    var reads = new TreeMap<TableRef, TableSchema>(BY_NAME);
    var made = new HashSet<TableRef>();
    var lineage = new ArrayList<ColumnLineage>();
    var used = new TreeMap<TableRef, Set<String>>(BY_NAME);
    for (var analysis : analyses) {
      for (var table : analysis.reads()) {
        seen.source(table).ifPresent(schema -> reads.put(table, schema));
        if (seen.isMade(table)) made.add(table);
      }
      lineage.addAll(analysis.lineage());
      analysis
          .columnsRead()
          .forEach(
              (table, names) -> used.computeIfAbsent(table, _ -> new TreeSet<>()).addAll(names));
    }
    if (columns.isEmpty()) lineage.clear();
    all.add(new StepProof(step.stepId(), reads, made, columns, lineage, used));
  }

  /// One scan of a table.
  static Analysis scan(TableRef table, Set<String> columns) {
    return new Analysis(
        Analysis.Kind.QUERY, List.of(), Set.of(table), Set.of(), List.of(), Map.of(table, columns));
  }
}
