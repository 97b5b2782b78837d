package convergence.embedded.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves pages of the write-ahead log into the file on a thread of its own, so that no transaction waits for it. The
/// log begins anew when nothing is left to move; under a load that never pauses the writer moves the rest itself once
/// the log has grown to [Database#LOG_PAGES].
final class Checkpoints implements AutoCloseable {
  /// Written rows after which it is worth a look.
  private static final int DUE = 50_000;

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final Connection connection;
  private final Thread thread;
  private final Semaphore due = new Semaphore(0);

  /// Since the last look; the writer's thread alone.
  private int written;

  Checkpoints(Database database) throws SQLException {
    connection = database.connect();
    thread = Thread.ofPlatform().name("store-checkpoint").daemon().start(this::run);
  }

  /// The writer has written so many rows.
  void written(int rows) {
    written += rows;
    if (written < DUE) return;
    written = 0;
    due.release();
  }

  private void run() {
    try {
      while (true) {
        due.acquire();
        due.drainPermits();
        Database.execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
      }
    } catch (InterruptedException e) {
      LOG.debug("no more checkpoints");
    } catch (SQLException e) {
      // The writer's own go on; nothing depends on this one.
      LOG.warn("the store's log is no longer moved beside the writes", e);
    }
  }

  @Override
  public void close() throws SQLException {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
