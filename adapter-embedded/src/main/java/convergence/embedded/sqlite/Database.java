package convergence.embedded.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteOpenMode;

/// The file and how it is opened.
record Database(Path file) {
  private static final int PAGE_BYTES = 4096;
  private static final int BUSY_MILLIS = 10_000;
  private static final int CACHE_KIB = 32 * 1024;

  /// Pages in the write-ahead log at which the writer itself moves them into the file; [Checkpoints] does so earlier.
  /// Large, since a hot page that changes a hundred times in between moves once; and the log, once it has grown, is
  /// written over, which costs the disk less than growing it.
  static final int LOG_PAGES = 32_000;

  Connection connect() throws SQLException {
    var config = new SQLiteConfig();
    config.setPageSize(PAGE_BYTES);
    config.setJournalMode(JournalMode.WAL);
    // Commits wait for [LogSync], which forces the log beside the next batch. With NORMAL the
    // library itself forces it
    // before pages are moved into the file, and when it begins anew.
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setCacheSize(-CACHE_KIB);
    // Nobody asks for them, and the driver would look at each statement's text and query once more.
    config.setGetGeneratedKeys(false);
    // Each connection has one thread at a time, so the library need not take a lock at each call.
    config.resetOpenMode(SQLiteOpenMode.FULLMUTEX);
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    var connection = config.createConnection("jdbc:sqlite:" + file);
    execute(connection, "PRAGMA wal_autocheckpoint = " + LOG_PAGES);
    return connection;
  }

  Connection connectReadOnly() throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
