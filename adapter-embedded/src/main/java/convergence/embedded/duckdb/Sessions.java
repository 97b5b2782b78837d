package convergence.embedded.duckdb;

import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections of one kind. A task that went well leaves its own to the next one, so that what a connection
/// needs is made once.
final class Sessions implements AutoCloseable {
  /// Makes a connection.
  interface Connecting {
    DuckDBConnection connect() throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private final Connecting connecting;
  private final Commits commits;
  private final Queue<DuckDBConnection> idle = new ConcurrentLinkedQueue<>();

  Sessions(Connecting connecting, Commits commits) {
    this.connecting = connecting;
    this.commits = commits;
  }

  Session open(Task<?> task) throws SQLException {
    return new Session(take(), task, commits);
  }

  /// A connection for longer than a task, to be given back or closed before this is.
  DuckDBConnection take() throws SQLException {
    var used = idle.poll();
    return used == null ? connecting.connect() : used;
  }

  void giveBack(DuckDBConnection connection) {
    idle.add(connection);
  }

  void giveBack(Session session) throws SQLException {
    idle.add(session.cleaned());
  }

  /// As long as one connection is open, DuckDB keeps the file.
  @Override
  public void close() {
    for (var left = idle.poll(); left != null; left = idle.poll()) {
      try {
        left.close();
      } catch (SQLException e) {
        LOG.warn("a connection could not be closed", e);
      }
    }
  }
}
