package convergence.bigquery.query;

import com.fasterxml.jackson.core.JsonFactory;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.rows.CellWriter;
import convergence.bigquery.rows.Results;
import convergence.bigquery.rows.RowPage;
import convergence.bigquery.rows.TimestampForm;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.Shelf;
import convergence.warehouse.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/// Pages of tables and of kept results, as `tabledata.list` and `getQueryResults` give them.
public final class RowPages {
  private static final JsonFactory JSON = new JsonFactory().setRootValueSeparator(",");
  private static final long MOST_BYTES = 10L << 20;
  private static final long MOST_ROWS = 100_000;

  /// What is asked for.
  ///
  /// @param most rows; none: as many as fit
  /// @param fields top-level columns; none: all
  public record Ask(
      long first, Optional<Long> most, TimestampForm timestamps, List<String> fields) {
    long rows() {
      return Math.min(most.orElse(MOST_ROWS), MOST_ROWS);
    }
  }

  private final House house;
  private final Results results;

  public RowPages(House house, Results results) {
    this.house = house;
    this.results = results;
  }

  /// @throws ApiException there is no such table, or its result is no longer kept
  public RowPage page(TableName table, Ask ask) {
    var kept = kept(table);
    if (kept.isPresent())
      return kept.get().page(ask.first(), ask.rows(), MOST_BYTES, ask.timestamps());
    var schema = house.existing(table);
    var columns = chosen(schema.columns(), ask.fields());
    if (columns.isEmpty()) return new RowPage(columns, 0, new byte[0], 0, null);
    long total = house.size(table).rows();
    // One more than asked would tell the same as the total; views have no total but their rows'.
    var rows =
        house.read(
            table,
            new Shelf.Slice(
                columns.stream().map(Column::name).toList(), "", ask.first(), ask.rows()));
    var out = new ByteArrayOutputStream(1 << 16);
    int count = 0;
    try (var json = JSON.createGenerator(out)) {
      var cells = new CellWriter(columns, ask.timestamps());
      for (var row : rows) {
        if (count > 0 && out.size() > MOST_BYTES) break;
        cells.row(json, row);
        json.flush();
        count++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long next = ask.first() + count;
    return new RowPage(
        columns, total, out.toByteArray(), count, count > 0 && next < total ? next : null);
  }

  /// A query's result; empty: the rows are a table's.
  public Optional<Results.Result> kept(TableName table) {
    if (!table.dataset().startsWith(House.HIDDEN)) return Optional.empty();
    return results.find(table.table().replaceFirst("^anon", ""));
  }

  private static List<Column> chosen(List<Column> columns, List<String> fields) {
    if (fields.isEmpty()) return columns;
    for (String field : fields)
      if (columns.stream().noneMatch(column -> column.name().equalsIgnoreCase(field)))
        throw ApiException.invalid("No such field: " + field);
    return columns.stream()
        .filter(column -> fields.stream().anyMatch(column.name()::equalsIgnoreCase))
        .toList();
  }
}
