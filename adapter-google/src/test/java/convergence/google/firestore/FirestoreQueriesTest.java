package convergence.google.firestore;

import convergence.contract.DocumentQueryContract;
import convergence.port.DocumentStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract of the document store, kept by Firestore: queries.
final class FirestoreQueriesTest extends DocumentQueryContract {
  private static OpenFirestore open;

  @BeforeAll
  static void open() {
    open = new OpenFirestore("queries_", INDEXES);
  }

  @AfterAll
  static void close() {
    if (open != null) open.close();
  }

  @Override
  protected DocumentStore store() {
    return open.store();
  }
}
