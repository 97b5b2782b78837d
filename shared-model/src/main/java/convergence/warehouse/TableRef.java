package convergence.warehouse;

import org.jspecify.annotations.Nullable;

/// A table or view by name. Names compare exactly, as BigQuery's do; the DuckDB adapter keeps apart
/// what differs only in case.
///
/// @param project null: the warehouse's own project
public record TableRef(@Nullable String project, String dataset, String table) {
  public static TableRef of(String dataset, String table) {
    return new TableRef(null, dataset, table);
  }

  @Override
  public String toString() {
    return (project == null ? "" : project + ".") + dataset + "." + table;
  }
}
