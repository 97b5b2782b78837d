package convergence.metadata;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// A declared table: an append-only `{name}_rows` with a `row_seq`, and the view `{name}` that shows the row
/// with the highest `row_seq` of each key.
///
/// @param datasets `tenants`, `customers`, or `tenant` for one in every tenant's dataset; some stand in both
/// @param key columns that identify a row of the view
/// @param partition DATE or TIMESTAMP column
/// @param rowsOf the table on whose rows this one's view stands; empty: its own
/// @param where which of them the view shows, over its columns; empty: all
record MetadataTable(
    String name,
    String description,
    List<String> datasets,
    List<String> key,
    String partition,
    List<String> cluster,
    String rowsOf,
    String where,
    List<Column> columns) {
  MetadataTable {
    datasets = List.copyOf(datasets);
    key = List.copyOf(key);
    cluster = List.copyOf(cluster);
    columns = List.copyOf(columns);
  }

  /// Whether it has rows of its own.
  boolean ownsRows() {
    return rowsOf.isEmpty();
  }

  TableRef rows(String dataset) {
    return TableRef.of(dataset, (ownsRows() ? name : rowsOf) + "_rows");
  }

  TableRef view(String dataset) {
    return TableRef.of(dataset, name);
  }

  TableSchema rowsSchema() {
    var all = new ArrayList<>(columns);
    all.add(Column.of("row_seq", SqlType.INT64));
    return new TableSchema(all, partition.isEmpty() ? null : partition, cluster, null, Map.of());
  }

  /// Whether what is there shows what this view shows. A warehouse may keep a query without the space around it.
  boolean isShownBy(TableSchema there, String dataset) {
    String now = there.viewSql();
    return now != null
        && now.strip().equals(Objects.requireNonNull(viewSchema(dataset).viewSql()).strip());
  }

  TableSchema viewSchema(String dataset) {
    String names =
        columns.stream().map(c -> "`" + c.name() + "`").collect(Collectors.joining(", "));
    String keys = key.stream().map(k -> "`" + k + "`").collect(Collectors.joining(", "));
    String sql =
        "SELECT %s FROM `%s`.`%s_rows` WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY %s ORDER BY `row_seq` DESC) = 1"
            .formatted(names, dataset, ownsRows() ? name : rowsOf, keys);
    if (!where.isEmpty()) sql = "SELECT * FROM (%s) WHERE %s".formatted(sql, where);
    return new TableSchema(columns, null, List.of(), sql, Map.of());
  }
}
