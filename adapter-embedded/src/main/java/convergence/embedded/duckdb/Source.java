package convergence.embedded.duckdb;

import convergence.warehouse.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows on their way into a table: a SELECT of DuckDB's whose columns have these names and types, in order.
///
/// @param parameters `$1` first, as text
/// @param bytes read to get there, 0: unknown
record Source(String sql, List<@Nullable String> parameters, List<Column> columns, long bytes) {
  Source {
    columns = List.copyOf(columns);
  }
}
