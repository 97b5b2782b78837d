package convergence.embedded.duckdb;

import convergence.googlesql.ir.Partitioning;
import convergence.warehouse.TableRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The table that a query's rows go into, in BigQuery's terms.
///
/// @param partitioning, clustering of a table that this makes or replaces
/// @param updates what an append may change in the table's schema
public record ResultTable(
    TableRef table,
    Create create,
    Write write,
    Optional<Partitioning> partitioning,
    List<String> clustering,
    Set<SchemaUpdate> updates) {
  public ResultTable {
    clustering = List.copyOf(clustering);
    updates = Set.copyOf(updates);
  }

  /// createDisposition
  public enum Create {
    IF_NEEDED,
    NEVER
  }

  /// writeDisposition
  public enum Write {
    /// Fails when the table holds rows.
    EMPTY,
    TRUNCATE,
    APPEND
  }

  /// schemaUpdateOptions
  public enum SchemaUpdate {
    ALLOW_FIELD_ADDITION,
    ALLOW_FIELD_RELAXATION
  }
}
