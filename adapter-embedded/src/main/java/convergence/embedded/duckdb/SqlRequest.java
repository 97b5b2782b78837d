package convergence.embedded.duckdb;

import convergence.warehouse.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What to execute, and how.
///
/// @param sql a statement or a script
/// @param parameters all named or all positional
/// @param project the caller's own project: tables that name it are the warehouse's, those of another are not
///     found
/// @param defaultDataset where unqualified names live; empty: they must be qualified
/// @param destination where a query's rows go; empty: they are only answered
/// @param dryRun analyse, and say schema, statement type and tables, but run nothing
/// @param session the session to run in, made by [#createSession]; empty: none
/// @param maxRows that are answered
/// @param timeout the longest that it may run
/// @param sight the datasets that exist for the caller
/// @param jobs those that INFORMATION_SCHEMA tells the caller of
/// @param watch is told of a script's statements
public record SqlRequest(
    Optional<JobId> id,
    String sql,
    List<SqlParameter> parameters,
    String project,
    String defaultDataset,
    Optional<ResultTable> destination,
    boolean dryRun,
    Optional<String> session,
    boolean createSession,
    int maxRows,
    Duration timeout,
    Sight sight,
    JobLog jobs,
    ScriptWatch watch) {
  private static final int ROWS = 100_000;
  private static final Duration PATIENCE = Duration.ofHours(6);

  public SqlRequest {
    parameters = List.copyOf(parameters);
  }

  /// Nobody keeps jobs, or watches.
  public SqlRequest(
      Optional<JobId> id,
      String sql,
      List<SqlParameter> parameters,
      String project,
      String defaultDataset,
      Optional<ResultTable> destination,
      boolean dryRun,
      Optional<String> session,
      boolean createSession,
      int maxRows,
      Duration timeout,
      Sight sight) {
    this(
        id,
        sql,
        parameters,
        project,
        defaultDataset,
        destination,
        dryRun,
        session,
        createSession,
        maxRows,
        timeout,
        sight,
        JobLog.NONE,
        ScriptWatch.NONE);
  }

  /// Without parameters, destination, session and id.
  public static SqlRequest of(String sql, String project, String defaultDataset) {
    return new SqlRequest(
        Optional.empty(),
        sql,
        List.of(),
        project,
        defaultDataset,
        Optional.empty(),
        false,
        Optional.empty(),
        false,
        ROWS,
        PATIENCE,
        Sight.ALL);
  }
}
