package convergence.bigquery.sql;

import convergence.embedded.duckdb.ResultTable;
import convergence.warehouse.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// GoogleSQL to be run, in the wire's names.
///
/// @param defaultDataset null: names must be qualified
/// @param into null: the rows are only answered
/// @param session null: none
public record Order(
    Optional<JobId> id,
    String project,
    String sql,
    List<Parameter> parameters,
    @Nullable DatasetName defaultDataset,
    @Nullable Into into,
    boolean dryRun,
    @Nullable String session,
    boolean createSession,
    int maxRows,
    Duration timeout) {
  private static final Duration PATIENCE = Duration.ofHours(6);
  private static final int MANY = 100_000;

  /// Where rows go.
  public record Into(TableName table, ResultTable as) {}

  /// A statement of the server's own.
  public static Order of(String project, String sql) {
    return new Order(
        Optional.empty(), project, sql, List.of(), null, null, false, null, false, MANY, PATIENCE);
  }

  public Order under(JobId id) {
    return new Order(
        Optional.of(id),
        project,
        sql,
        parameters,
        defaultDataset,
        into,
        dryRun,
        session,
        createSession,
        maxRows,
        timeout);
  }

  /// @param rows that are answered
  public Order most(int rows) {
    return new Order(
        id,
        project,
        sql,
        parameters,
        defaultDataset,
        into,
        dryRun,
        session,
        createSession,
        rows,
        timeout);
  }

  /// Another text under the same circumstances.
  public Order saying(String text) {
    return new Order(
        id,
        project,
        text,
        parameters,
        defaultDataset,
        into,
        dryRun,
        session,
        createSession,
        maxRows,
        timeout);
  }

  public Order dry() {
    return new Order(
        Optional.empty(),
        project,
        sql,
        parameters,
        defaultDataset,
        into,
        true,
        session,
        createSession,
        maxRows,
        timeout);
  }

  public Order into(Into table) {
    return new Order(
        id,
        project,
        sql,
        parameters,
        defaultDataset,
        table,
        dryRun,
        session,
        createSession,
        maxRows,
        timeout);
  }
}
