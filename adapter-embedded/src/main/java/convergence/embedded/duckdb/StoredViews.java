package convergence.embedded.duckdb;

import convergence.googlesql.ir.Ddl;
import convergence.warehouse.TableSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// CREATE VIEW's catalogue entry. A materialized view is computed when it is read, which shows the same rows.
final class StoredViews {
  private StoredViews() {}

  static StoredTable of(Ddl.CreateView create, Instant now) {
    return StoredTable.of(
        new TableSchema(create.columns(), null, List.of(), create.sql(), Map.of()),
        new TableDetails(
            create.materialized() ? "MATERIALIZED VIEW" : "VIEW",
            null,
            Map.of(),
            Map.of(),
            TableDdl.settled(create.options(), now),
            now));
  }
}
