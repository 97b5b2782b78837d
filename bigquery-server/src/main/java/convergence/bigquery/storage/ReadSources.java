package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.ReadSession.TableReadOptions;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.query.RowPages;
import convergence.bigquery.rows.CellReader;
import convergence.bigquery.rows.Results;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.ArrowBatch;
import convergence.embedded.duckdb.Shelf;
import convergence.embedded.duckdb.TableSnapshot;
import convergence.warehouse.Column;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What read sessions read: a table as it lies there, rows of it that fit a condition, or a query's
/// result.
final class ReadSources {
  /// Gives rows of what a session reads.
  interface Rows {
    List<List<@Nullable Object>> from(long first, int most);
  }

  /// Gives rows in Arrow's layout.
  interface Vectors {
    /// @param batch rows of one batch at most
    List<ArrowBatch> from(long first, int most, int batch);
  }

  /// @param bytes about so many
  /// @param vectors null: there are only [#rows]
  record Source(
      List<Column> columns, long count, long bytes, Rows rows, @Nullable Vectors vectors) {}

  private final House house;
  private final RowPages pages;

  ReadSources(House house, RowPages pages) {
    this.house = house;
    this.pages = pages;
  }

  /// @throws ApiException no such table or column, or no such condition
  Source open(TableName table, TableReadOptions options) {
    var kept = pages.kept(table);
    if (kept.isPresent()) return kept(kept.get());
    if (!options.getRowRestriction().isBlank() || house.existing(table).viewSql() != null) {
      var columns = chosen(house.existing(table).columns(), options.getSelectedFieldsList());
      return filtered(table, columns, options.getRowRestriction());
    }
    return stored(house.snapshot(table), options.getSelectedFieldsList());
  }

  /// A session sees the table as it was when the session began.
  private static Source stored(TableSnapshot table, List<String> fields) {
    var columns = chosen(table.columns(), fields);
    var names = columns.stream().map(Column::name).toList();
    return new Source(
        columns,
        table.size().rows(),
        table.size().bytes(),
        (first, most) -> table.read(new Shelf.Slice(names, "", first, most)),
        ArrowBatch.holds(columns)
            ? (first, most, batch) -> table.arrow(new Shelf.Slice(names, "", first, most), batch)
            : null);
  }

  private static Source kept(Results.Result result) {
    var reader = new CellReader(result.columns());
    return new Source(
        result.columns(),
        result.rows(),
        result.end(),
        (first, most) -> reader.rows(result.some(first, most)),
        null);
  }

  /// The rows as they are when the session begins.
  private Source filtered(TableName table, List<Column> columns, String condition) {
    String list =
        columns.stream()
            .map(column -> Literals.name(column.name()))
            .collect(Collectors.joining(", "));
    String where = condition.isBlank() ? "" : " WHERE " + condition;
    var result =
        house.execute(
            Order.of(table.project(), "SELECT " + list + " FROM " + Literals.table(table) + where)
                .most(5_000_000));
    var rows = result.rows().rows();
    return new Source(
        columns,
        rows.size(),
        rows.size() * 64L,
        (first, most) -> rows.subList((int) first, (int) Math.min(rows.size(), first + most)),
        null);
  }

  private static List<Column> chosen(List<Column> columns, List<String> names) {
    if (names.isEmpty()) return columns;
    for (String name : names) {
      if (name.contains(".")) throw Unserved.RECORD_FIELD.refusal(name);
      if (columns.stream().noneMatch(column -> column.name().equalsIgnoreCase(name)))
        throw ApiException.invalid(
            "The following selected fields do not exist in the table schema: " + name);
    }
    return columns.stream()
        .filter(column -> names.stream().anyMatch(column.name()::equalsIgnoreCase))
        .toList();
  }
}
