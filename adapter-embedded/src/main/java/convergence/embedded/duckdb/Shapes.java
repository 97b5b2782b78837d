package convergence.embedded.duckdb;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which columns a statement sees of a table: pseudo-columns included.
final class Shapes {
  static final String PARTITION_TIME = "_PARTITIONTIME";
  static final String PARTITION_DATE = "_PARTITIONDATE";
  static final String SUFFIX = "_TABLE_SUFFIX";

  private Shapes() {}

  static TableSchema shown(StoredTable stored) {
    if (!stored.told().byIngestion()) return stored.schema();
    return with(
        stored.schema(),
        Column.of(PARTITION_TIME, SqlType.TIMESTAMP),
        Column.of(PARTITION_DATE, SqlType.DATE));
  }

  private static TableSchema with(TableSchema schema, Column... more) {
    List<Column> columns = new ArrayList<>(schema.columns());
    columns.addAll(List.of(more));
    return new TableSchema(
        columns,
        schema.partitionField(),
        schema.clusterFields(),
        schema.viewSql(),
        schema.labels());
  }

  /// The columns of the table that was made last.
  static TableSchema wildcard(Scope.Meaning.Wildcard wildcard, Catalog catalog) {
    var latest =
        wildcard.tables().stream()
            .map(table -> catalog.stored(table).orElseThrow())
            .max(Comparator.comparing(stored -> stored.told().created()))
            .orElseThrow();
    return with(TableSchema.of(latest.schema().columns()), Column.of(SUFFIX, SqlType.STRING));
  }
}
