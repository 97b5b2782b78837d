package convergence.embedded.sqlite;

import convergence.contract.DocumentQueryContract;
import convergence.port.DocumentStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The contract of the document store, kept by SQLite: queries.
final class SqliteQueriesTest extends DocumentQueryContract {
  @TempDir Path folder;
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = new SqliteStore(folder.resolve("state.db"), DocumentQueryContract.INDEXES);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected DocumentStore store() {
    return store;
  }
}
