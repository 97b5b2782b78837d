package convergence.bigquery.load;

import convergence.bigquery.sql.House;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.Delivery;
import convergence.embedded.duckdb.ResultTable;
import convergence.warehouse.Column;
import convergence.warehouse.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows appended to a table that is there, durable when they are answered.
public final class Streaming {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private final House house;

  public Streaming(House house) {
    this.house = house;
  }

  /// Names of the columns that a row may leave out by [convergence.bigquery.rows.Missing].
  public Set<String> defaulted(TableName table) {
    return Defaults.of(house, table).columns();
  }

  public void append(TableName table, List<Column> columns, List<List<@Nullable Object>> rows) {
    if (!rows.isEmpty()) append(table, columns, rows, Optional.empty());
  }

  /// @param id takes effect once: rows that went in under it before do not go in again
  public void append(
      TableName table, List<Column> columns, List<List<@Nullable Object>> rows, JobId id) {
    try {
      append(table, columns, rows, Optional.of(id));
    } catch (RuntimeException e) {
      if (!house.tookEffect(id)) throw e;
    }
  }

  private void append(
      TableName table,
      List<Column> columns,
      List<List<@Nullable Object>> rows,
      Optional<JobId> id) {
    var into =
        new ResultTable(
            House.wire(table),
            ResultTable.Create.NEVER,
            ResultTable.Write.APPEND,
            Optional.empty(),
            List.of(),
            Set.of());
    var whole = Defaults.of(house, table).fill(columns, rows);
    var content = new Delivery.Content.Values(columns, sink -> whole.forEach(sink::row));
    var _ = house.deliver(new Delivery(id, into, content, PATIENCE));
  }
}
