package convergence.embedded.sqlite;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills [KnownKeys] from the file, on a thread of its own: at opening, and again with more room when too
/// many keys have been added.
final class KeyScan {
  private static final Logger LOG = LoggerFactory.getLogger(KeyScan.class);

  private final Database database;
  private final KnownKeys known;
  private volatile boolean running;

  KeyScan(Database database, KnownKeys known) {
    this.database = database;
    this.known = known;
  }

  boolean isDue() {
    return !running && known.isFull();
  }

  /// Under the store's lock, so that from here on no new key is missed.
  ///
  /// @param decided the batch behind which every earlier key is in the file
  void start(Batch decided) {
    running = true;
    var filling = known.fill();
    Thread.ofPlatform().name("store-keys").daemon().start(() -> scan(decided, filling));
  }

  private void scan(Batch decided, KnownKeys.Filling filling) {
    try {
      decided.settled();
      try (var connection = database.connectReadOnly();
          var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT collection, id FROM documents")) {
        while (rows.next()) filling.add(rows.getString(1), rows.getString(2));
      }
      known.filled();
    } catch (SQLException e) {
      // Without it every first look at a key asks the file: slower, never wrong.
      LOG.warn("the keys of the store could not be listed", e);
    } finally {
      running = false;
    }
  }
}
