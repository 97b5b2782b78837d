package convergence.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a table or view looks like.
///
/// @param partitionField the DATE, TIMESTAMP or DATETIME column by whose UTC day it is partitioned; null: none
/// @param clusterFields up to four columns
/// @param viewSql GoogleSQL of a view, null for tables
/// @param labels lower-case keys and values, e.g. `dataset_type`
public record TableSchema(
    List<Column> columns,
    @Nullable String partitionField,
    List<String> clusterFields,
    @Nullable String viewSql,
    java.util.Map<String, String> labels) {
  public TableSchema {
    columns = List.copyOf(columns);
    clusterFields = List.copyOf(clusterFields);
    labels = java.util.Map.copyOf(labels);
  }

  public static TableSchema of(List<Column> columns) {
    return new TableSchema(columns, null, List.of(), null, java.util.Map.of());
  }
}
