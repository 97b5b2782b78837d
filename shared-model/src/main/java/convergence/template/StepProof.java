package convergence.template;

import convergence.warehouse.Column;
import convergence.warehouse.ColumnLineage;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a bound step is proven to do with tables.
///
/// @param reads every table and view that it reads, as the analysis saw it
/// @param made those of them that an earlier step makes
/// @param columns of the rows that it writes; empty: none, or not known beforehand
/// @param columnsRead what it takes from each table that is no view
public record StepProof(
    String stepId,
    Map<TableRef, TableSchema> reads,
    Set<TableRef> made,
    List<Column> columns,
    List<ColumnLineage> lineage,
    Map<TableRef, Set<String>> columnsRead) {
  public StepProof {
    reads = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(reads));
    made = Set.copyOf(made);
    columns = List.copyOf(columns);
    lineage = List.copyOf(lineage);
    columnsRead = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columnsRead));
  }
}
