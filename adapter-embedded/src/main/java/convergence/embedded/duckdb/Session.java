package convergence.embedded.duckdb;

import convergence.problem.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection for one task. Every statement can be interrupted through the task, and none
/// begins after the task was asked to stop.
final class Session implements AutoCloseable {
  /// Reads a result.
  interface Reading<R> {
    R read(ResultSet rows) throws SQLException;
  }

  /// Reads one row.
  interface Row<R> {
    R read(ResultSet row) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private final DuckDBConnection connection;
  private final Task<?> task;
  private final Commits commits;
  private final List<String> temporary = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private boolean left;

  Session(DuckDBConnection connection, Task<?> task, Commits commits) {
    this.connection = connection;
    this.task = task;
    this.commits = commits;
  }

  /// The same task over another connection, which it does not give back.
  Session beside(DuckDBConnection other) {
    return new Session(other, task, commits);
  }

  /// Runs the body in one transaction: all of it is there at the end, or nothing.
  <T> T transact(Task.Body<T> body) throws SQLException {
    return transact("BEGIN TRANSACTION", body);
  }

  /// Like [#transact]; DuckDB refuses any write.
  <T> T readOnly(Task.Body<T> body) throws SQLException {
    return transact("BEGIN TRANSACTION READ ONLY", body);
  }

  private <T> T transact(String begin, Task.Body<T> body) throws SQLException {
    execute(begin);
    boolean done = false;
    try {
      T value = body.run(this);
      commits.beside(() -> execute("COMMIT"));
      done = true;
      return value;
    } finally {
      if (!done) rollback();
    }
  }

  /// Ends a transaction that several statements share.
  void commit() throws SQLException {
    commits.beside(() -> execute("COMMIT"));
  }

  /// Moves the log into the file. Refused while others write.
  void checkpoint() throws SQLException {
    commits.beside(() -> execute("CHECKPOINT"));
  }

  /// A commit that failed has rolled back by itself; closing the connection does the same.
  void rollback() {
    try (var statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException _) {
      // No transaction is open any more: that is what was wanted.
    }
  }

  /// @param parameters `$1` first, as text that the statement casts; null is NULL
  /// @return the number of rows that changed
  long execute(String sql, @Nullable String... parameters) throws SQLException {
    return execute(sql, Arrays.asList(parameters));
  }

  long execute(String sql, List<? extends @Nullable String> parameters) throws SQLException {
    try (var statement = prepare(sql, parameters)) {
      task.enter(statement);
      statement.execute();
      return Math.max(0, statement.getLargeUpdateCount());
    } finally {
      task.leave();
    }
  }

  /// Makes a temporary table, which is gone with the task.
  ///
  /// @param definition what follows the name in CREATE TABLE
  /// @return its name in SQL
  String temporary(String name, String definition, List<? extends @Nullable String> parameters)
      throws SQLException {
    execute("CREATE TEMP TABLE " + name + " " + definition, parameters);
    temporary.add(name);
    return "temp.main." + name;
  }

  /// Drops a temporary table before the task ends.
  void dropTemporary(String name) throws SQLException {
    execute("DROP TABLE IF EXISTS temp.main." + name);
    temporary.remove(name);
  }

  /// Keeps the file for as long as the task lasts.
  Path temporaryFile(Path file) {
    files.add(file);
    return file;
  }

  /// Ends work that was asked to stop.
  void check() {
    task.check();
  }

  <R> R select(String sql, List<? extends @Nullable String> parameters, Reading<R> reading)
      throws SQLException {
    try (var statement = prepare(sql, parameters)) {
      task.enter(statement);
      try (var rows = statement.executeQuery()) {
        return reading.read(rows);
      }
    } finally {
      task.leave();
    }
  }

  /// The first row, or null when there is none.
  <R> @Nullable R first(String sql, List<? extends @Nullable String> parameters, Row<R> row)
      throws SQLException {
    var found = new ArrayList<R>(1);
    boolean _ = select(sql, parameters, rows -> rows.next() && found.add(row.read(rows)));
    return found.isEmpty() ? null : found.getFirst();
  }

  long number(String sql, @Nullable String... parameters) throws SQLException {
    Long number = first(sql, Arrays.asList(parameters), row -> row.getLong(1));
    return number == null ? 0 : number;
  }

  /// For an error that the caller looked at and does not explain better.
  Fault fault(SQLException e) {
    return task.fault(e);
  }

  DuckDBAppender appender(String schema, String table) throws SQLException {
    task.check();
    return connection.createAppender(schema, table);
  }

  /// @param table as [#temporary] was told
  DuckDBAppender temporaryAppender(String table) throws SQLException {
    task.check();
    return connection.createAppender("temp", "main", table);
  }

  private PreparedStatement prepare(String sql, List<? extends @Nullable String> parameters)
      throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.size(); i++) statement.setString(i + 1, parameters.get(i));
    return statement;
  }

  /// Leaves the connection as it was found to whoever comes next.
  DuckDBConnection cleaned() throws SQLException {
    for (String table : temporary) execute("DROP TABLE temp.main." + table);
    left = true;
    return connection;
  }

  /// What may hold a broken transaction is not used again.
  @Override
  public void close() throws SQLException {
    for (Path file : files) delete(file);
    if (!left) connection.close();
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("a temporary file is left until the next start: {}", file.getFileName(), e);
    }
  }
}
