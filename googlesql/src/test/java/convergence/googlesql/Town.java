package convergence.googlesql;

import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tables of the tests.
final class Town implements Schemas {
  private final Map<TableRef, TableSchema> tables = new LinkedHashMap<>();
  private long version = 1;

  Town() {
    var orders =
        TableSchema.of(
            List.of(
                Column.of("id", SqlType.INT64),
                Column.of("name", SqlType.STRING),
                Column.of("day", SqlType.DATE),
                Column.of("price", SqlType.NUMERIC),
                Column.repeated("tags", SqlType.STRING),
                Column.repeatedStruct(
                    "items", Column.of("sku", SqlType.STRING), Column.of("n", SqlType.INT64)),
                Column.struct("at", Column.of("city", SqlType.STRING))));
    table("acme.orders", orders);
    table("prod-1.shop.orders", orders);
  }

  void table(String name, TableSchema schema) {
    var parts = name.split("\\.");
    tables.put(
        parts.length == 2
            ? TableRef.of(parts[0], parts[1])
            : new TableRef(parts[0], parts[1], parts[2]),
        schema);
    version++;
  }

  void view(String name, String sql, Column... columns) {
    table(name, new TableSchema(List.of(columns), null, List.of(), sql, Map.of()));
  }

  @Override
  public Optional<TableSchema> find(TableRef table) {
    return Optional.ofNullable(tables.get(table));
  }

  @Override
  public List<String> tables(String dataset) {
    return tables.keySet().stream()
        .filter(table -> table.project() == null && table.dataset().equals(dataset))
        .map(TableRef::table)
        .sorted()
        .toList();
  }

  @Override
  public long version() {
    return version;
  }
}
