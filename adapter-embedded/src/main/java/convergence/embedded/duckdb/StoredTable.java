package convergence.embedded.duckdb;

import convergence.warehouse.TableSchema;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A row of `_convergence.tables`: what DuckDB cannot tell about a table or view.
///
/// @param v version of this document
/// @param reads of a view that was made in DuckDB: each table it reads, and the shape it then had; null: a
///     table, or a view that is still to be made
record StoredTable(int v, TableSchema schema, @Nullable Map<String, String> reads) {
  static final int VERSION = 1;

  StoredTable {
    if (reads != null) reads = Map.copyOf(reads);
  }

  static StoredTable of(TableSchema schema) {
    return new StoredTable(VERSION, schema, null);
  }

  StoredTable made(TableSchema answered, Map<String, String> over) {
    return new StoredTable(VERSION, answered, over);
  }

  boolean isView() {
    return schema.viewSql() != null;
  }

  /// Equal for equal columns: what a view over this table depends on.
  String shape() {
    return Integer.toHexString(Objects.hash(schema.columns().toString()));
  }
}
