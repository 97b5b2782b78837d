package convergence.embedded.duckdb;

import convergence.googlesql.ir.Partitioning;
import convergence.warehouse.TableSchema;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A row of `_convergence.tables`: what DuckDB cannot tell about a table or view.
///
/// @param v version of this document
/// @param reads of a view whose columns were looked up: each table it reads, and the shape it then had
/// @param details null: no statement has said any
record StoredTable(
    int v, TableSchema schema, Map<String, String> reads, @Nullable TableDetails details) {
  static final int VERSION = 1;

  /// The option that says when a table goes.
  static final String EXPIRATION = "expiration_timestamp";

  StoredTable {
    reads = Map.copyOf(reads);
  }

  static StoredTable of(TableSchema schema) {
    return new StoredTable(VERSION, schema, Map.of(), null);
  }

  static StoredTable of(TableSchema schema, TableDetails details) {
    return new StoredTable(VERSION, schema, Map.of(), details);
  }

  boolean isView() {
    return schema.viewSql() != null;
  }

  Optional<Instant> expires() {
    return details == null ? Optional.empty() : details.expires();
  }

  /// What is known even of tables that no statement made.
  TableDetails told() {
    if (details != null) return details;
    String field = schema.partitionField();
    Partitioning partitioning =
        field == null ? null : Partitioning.by(field, Partitioning.Unit.DAY);
    return new TableDetails(
        isView() ? "VIEW" : TableDetails.BASE,
        partitioning,
        Map.of(),
        Map.of(),
        Map.of(),
        Instant.EPOCH,
        null);
  }

  /// Equal for equal columns: what a view over this table depends on.
  String shape() {
    return Integer.toHexString(schema.columns().toString().hashCode());
  }
}
