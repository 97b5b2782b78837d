package convergence.embedded.duckdb;

import convergence.googlesql.ir.Ddl;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// CREATE VIEW's catalogue entry. A materialized view is computed when it is read, which shows the same rows.
final class StoredViews {
  private StoredViews() {}

  static StoredTable of(Ddl.CreateView create, Scope scope, Instant now) {
    return new StoredTable(
        StoredTable.VERSION,
        new TableSchema(create.columns(), null, List.of(), create.sql(), Map.of()),
        shapes(create.follows(), scope),
        new TableDetails(
            create.materialized() ? "MATERIALIZED VIEW" : "VIEW",
            null,
            Map.of(),
            Map.of(),
            TableDdl.settled(create.options(), now),
            now,
            null));
  }

  private static Map<String, String> shapes(Set<TableRef> tables, Scope scope) {
    var shapes = new TreeMap<String, String>();
    for (var table : tables)
      if (scope.meaning(table) instanceof Scope.Meaning.Known(var known, var stored))
        shapes.put(known.dataset() + "." + known.table(), stored.shape());
    return shapes;
  }
}
