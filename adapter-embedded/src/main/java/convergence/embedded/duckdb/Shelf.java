package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.sql.DuckTexts;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tables as they lie in the file, for those who serve them row by row: what there is, how much,
/// pages of it. Any thread may call.
public final class Shelf {
  /// How much a table holds.
  ///
  /// @param bytes as BigQuery counts them: by type, text by its UTF-8
  public record Size(long rows, long bytes) {}

  /// Which rows of a table to read.
  ///
  /// @param columns none: all of them
  /// @param condition in DuckDB's SQL over the table's columns; empty: every row
  public record Slice(List<String> columns, String condition, long offset, long limit) {
    public Slice {
      columns = List.copyOf(columns);
    }
  }

  private final Lanes lanes;
  private final Catalog catalog;

  /// @param writes the number of [Lanes#writes] at which it was so
  private record Counted(long writes, Size size) {}

  private final Map<TableRef, Counted> counted = new ConcurrentHashMap<>();

  Shelf(Lanes lanes, Catalog catalog) {
    this.lanes = lanes;
    this.catalog = catalog;
  }

  public Set<String> datasets() {
    return catalog.datasets();
  }

  /// What statements have said of a table or view; empty: there is none.
  public Optional<TableDetails> details(TableRef table) {
    return catalog.stored(table).map(StoredTable::told);
  }

  /// @throws Fault.Permanent `table_not_found`
  public List<Column> columns(TableRef table) {
    return table(table).schema().columns();
  }

  /// Routines of a dataset, by name.
  public List<RoutineDetails> routines(String dataset) {
    return catalog.routines(dataset).stream()
        .flatMap(name -> catalog.routine(name).map(found -> found.told(name.name())).stream())
        .toList();
  }

  public Optional<RoutineDetails> routine(String dataset, String name) {
    return catalog.routine(new Catalog.RoutineName(dataset, name)).map(found -> found.told(name));
  }

  /// Counted once for all who ask between two writes of the table.
  ///
  /// @throws Fault.Permanent `table_not_found`
  public Size size(TableRef table) {
    var schema = table(table).schema();
    long writes = lanes.writes(table);
    var known = counted.get(table);
    if (known != null && known.writes() == writes) return known.size();
    var size = counted(table, schema);
    counted.put(table, new Counted(writes, size));
    return size;
  }

  private Size counted(TableRef table, TableSchema schema) {
    return lanes.read(session -> counted(session, table, schema)).await(Jobs.PATIENCE);
  }

  private Size counted(Session session, TableRef table, TableSchema schema) throws SQLException {
    String sql =
        "SELECT count(*), CAST(coalesce(sum("
            + bytes(schema.columns())
            + "), 0) AS BIGINT) FROM "
            + catalog.physical(table);
    return session.select(
        sql,
        List.of(),
        row -> {
          row.next();
          return new Size(row.getLong(1), row.getLong(2));
        });
  }

  /// The table as it is now, to be read in pieces whatever is written to it meanwhile.
  ///
  /// @throws Fault.Permanent `table_not_found`
  public TableSnapshot snapshot(TableRef table) {
    long bytes = size(table).bytes();
    return new TableSnapshot(
        lanes
            .snapshots()
            .begin(
                session -> {
                  var rows = stored(session, table);
                  long count = session.number("SELECT count(*) FROM " + rows.physical());
                  return new TableSnapshot.Seen(rows, new Size(count, bytes));
                }));
  }

  /// Of one row, as an expression over its columns.
  static String bytes(List<Column> columns) {
    if (columns.isEmpty()) return "0";
    return columns.stream()
        .map(column -> bytes(column, quote(column.name())))
        .collect(Collectors.joining(" + "));
  }

  private static String bytes(Column column, String value) {
    if (!column.repeated()) return one(column, value);
    return "coalesce(list_sum(list_transform("
        + value
        + ", lambda e: "
        + one(column, "e")
        + ")), 0)";
  }

  private static String one(Column column, String value) {
    return switch (column.type()) {
      case INT64, FLOAT64, DATE, DATETIME, TIME, TIMESTAMP -> fixed(8, value);
      case BOOL -> fixed(1, value);
      case NUMERIC, INTERVAL, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> fixed(16, value);
      case BIGNUMERIC -> fixed(32, value);
      case STRING, JSON, GEOGRAPHY -> "coalesce(2 + strlen(CAST(" + value + " AS VARCHAR)), 0)";
      case BYTES -> "coalesce(2 + octet_length(" + value + "), 0)";
      case STRUCT ->
          column.fields().stream()
              .map(
                  field ->
                      bytes(
                          field,
                          "struct_extract(" + value + ", " + DuckTypes.literal(field.name()) + ")"))
              .collect(Collectors.joining(" + ", "(", ")"));
    };
  }

  private static String fixed(int width, String value) {
    return "CASE WHEN " + value + " IS NULL THEN 0 ELSE " + width + " END";
  }

  /// Rows in the order in which they came in.
  ///
  /// @throws Fault.Permanent `table_not_found`
  public List<List<@Nullable Object>> read(TableRef table, Slice slice) {
    return within(session -> stored(session, table).read(session, slice));
  }

  private <T> T within(Task.Body<T> body) {
    return lanes.read(session -> session.readOnly(body)).await(Jobs.PATIENCE);
  }

  private StoredRows stored(Session session, TableRef table) throws SQLException {
    var stored = table(table);
    return StoredRows.of(
        session, catalog.physical(table), stored.schema().columns(), stored.isView());
  }

  /// Writes a table's own columns to a Parquet file, of whose name the folder is one that the
  /// warehouse may write. A RANGE, and a GEOGRAPHY within a STRUCT, would go there as they are held.
  ///
  /// @param codec `uncompressed`, `snappy`, `gzip` or `zstd`
  /// @return how many rows
  /// @throws Fault.Permanent `table_not_found`
  public long parquet(TableRef table, Path file, String codec) {
    String list =
        table(table).schema().columns().stream()
            .map(Shelf::outside)
            .collect(Collectors.joining(", "));
    String copy =
        "COPY (SELECT %s FROM %s) TO %s (FORMAT parquet, COMPRESSION %s)"
            .formatted(
                list,
                catalog.physical(table),
                DuckTypes.literal(file.toString()),
                DuckTypes.literal(codec));
    return lanes
        .read(session -> session.readOnly(within -> within.execute(copy)))
        .await(Jobs.PATIENCE);
  }

  /// Parquet's kind for JSON is read as text by few; text is what BigQuery writes.
  private static String outside(Column column) {
    String name = quote(column.name());
    if (column.type() == SqlType.GEOGRAPHY)
      return DuckTexts.shownGeography(name, column.repeated()) + " AS " + name;
    if (column.type() != SqlType.JSON) return name;
    return "CAST(%s AS VARCHAR%s) AS %s".formatted(name, column.repeated() ? "[]" : "", name);
  }

  private StoredTable table(TableRef table) {
    return catalog
        .stored(table)
        .orElseThrow(() -> new Fault.Permanent("table_not_found", "Not found: Table " + table));
  }
}
