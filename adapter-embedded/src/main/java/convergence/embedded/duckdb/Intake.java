package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.sql.Compiled;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.JobId;
import convergence.warehouse.SchemaRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Puts rows from outside into tables: they wait in a temporary table, then go in by one
/// transaction in which the effect of their job's id is written, too. Any thread may call.
public final class Intake {
  private static final String STAGE = "intake";
  private final Tool tool;
  private final Map<JobId, Task<?>> running = new ConcurrentHashMap<>();

  Intake(Tool tool) {
    this.tool = tool;
  }

  /// @throws SqlError the rows do not fit the table, or the table is not as `into` wants it
  public Delivery.Receipt take(Delivery delivery) {
    try {
      var task = tool.lanes().script(session -> take(session, delivery));
      delivery.id().ifPresent(id -> running.put(id, task));
      try {
        return task.await(delivery.timeout());
      } finally {
        delivery.id().ifPresent(running::remove);
      }
    } catch (Fault e) {
      throw SqlErrors.of(e);
    }
  }

  void cancel(JobId id) {
    var task = running.get(id);
    if (task != null) task.stop(Task.Stop.CANCELLED);
  }

  private Delivery.Receipt take(Session session, Delivery delivery) throws SQLException {
    String project = delivery.into().table().project();
    var scope = new Scope(tool.catalog(), project == null ? "" : project, "");
    var turns = new Turns(tool.lanes(), session);
    var rows =
        switch (delivery.content()) {
          case Delivery.Content.Values values -> staged(session, values);
          case Delivery.Content.Parquet parquet -> parquet(session, parquet);
        };
    var answer =
        new ResultWriter(tool, session, scope, turns)
            .write(delivery.into(), rows, 0, delivery.id());
    return new Delivery.Receipt(count(session, delivery), answer.rows().columns());
  }

  private static long count(Session session, Delivery delivery) throws SQLException {
    return switch (delivery.content()) {
      case Delivery.Content.Values _ -> session.number("SELECT count(*) FROM temp.main." + STAGE);
      case Delivery.Content.Parquet(var files, var _, var _) ->
          session.number("SELECT count(*) FROM read_parquet(" + list(files) + ")");
    };
  }

  private static Compiled staged(Session session, Delivery.Content.Values values)
      throws SQLException {
    var columns = values.columns();
    String definition =
        columns.isEmpty()
            ? "(none INTEGER)"
            : IntStream.range(0, columns.size())
                .mapToObj(i -> "c" + i + " " + StageCell.type(columns.get(i)))
                .collect(Collectors.joining(", ", "(", ")"));
    String _ = session.temporary(STAGE, definition, List.of());
    try (var appender = session.temporaryAppender(STAGE)) {
      values
          .rows()
          .into(
              row -> {
                try {
                  session.check();
                  appender.beginRow();
                  for (int i = 0; i < columns.size(); i++)
                    StageCell.append(appender, columns.get(i), row.get(i));
                  appender.endRow();
                } catch (SQLException e) {
                  throw new Broken(e);
                }
              });
    } catch (Broken e) {
      throw e.cause;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String list =
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    StageCell.value(columns.get(i), "c" + i)
                        + " AS "
                        + quote(columns.get(i).name()))
            .collect(Collectors.joining(", "));
    return new Compiled("SELECT " + list + " FROM temp.main." + STAGE, List.of(), columns, false);
  }

  /// Carries DuckDB's error through whoever gives the rows.
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SQLException cause;

    Broken(SQLException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private static Compiled parquet(Session session, Delivery.Content.Parquet parquet)
      throws SQLException {
    String scan = "read_parquet(" + list(parquet.files()) + ")";
    Decimals.checkWidths(session, list(parquet.files()));
    var declared = parquet.columns();
    var described = Inference.describe(session, scan);
    var found =
        declared == null ? Decimals.typed(session, scan, described, parquet.decimals()) : described;
    var columns = declared == null ? found : kept(found, declared);
    for (var column : columns)
      if (column.required() && session.number(nulls(scan, named(found, column))) > 0)
        throw new SqlError(
            SqlError.Reason.INVALID,
            "Error while reading data, error message: Required field "
                + column.name()
                + " cannot be null");
    String select =
        columns.stream()
            .map(
                column ->
                    "CAST(%s AS %s) AS %s"
                        .formatted(
                            quote(named(found, column)),
                            DuckTypes.of(column),
                            quote(column.name())))
            .collect(Collectors.joining(", "));
    return new Compiled("SELECT " + select + " FROM " + scan, List.of(), columns, false);
  }

  private static String nulls(String scan, String column) {
    return "SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s IS NULL LIMIT 1)"
        .formatted(scan, quote(column));
  }

  /// The table's columns that the files have; others of the files are theirs alone and are told by
  /// the writer.
  private static List<Column> kept(List<Column> found, List<Column> declared) {
    return found.stream()
        .map(column -> SchemaRules.find(declared, column.name()).orElse(column))
        .toList();
  }

  private static String named(List<Column> found, Column column) {
    return SchemaRules.find(found, column.name())
        .map(Column::name)
        .orElseThrow(() -> Faults.data("the files have no column `" + column.name() + "`"));
  }

  private static String list(List<Path> files) {
    return files.stream()
        .map(file -> DuckTypes.literal(file.toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
