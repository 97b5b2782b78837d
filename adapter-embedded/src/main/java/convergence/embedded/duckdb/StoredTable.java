package convergence.embedded.duckdb;

import convergence.warehouse.TableSchema;
import java.util.Map;

/// A row of `_convergence.tables`: what DuckDB cannot tell about a table or view.
///
/// @param v version of this document
/// @param reads of a view whose columns were looked up: each table it reads, and the shape it then had
record StoredTable(int v, TableSchema schema, Map<String, String> reads) {
  static final int VERSION = 1;

  StoredTable {
    reads = Map.copyOf(reads);
  }

  static StoredTable of(TableSchema schema) {
    return new StoredTable(VERSION, schema, Map.of());
  }

  boolean isView() {
    return schema.viewSql() != null;
  }

  /// Equal for equal columns: what a view over this table depends on.
  String shape() {
    return Integer.toHexString(schema.columns().toString().hashCode());
  }
}
