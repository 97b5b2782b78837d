package convergence.google.firestore;

import convergence.contract.DocumentStoreContract;
import convergence.port.DocumentStore;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract of the document store, kept by Firestore: transactions, races and facts.
final class FirestoreStoreTest extends DocumentStoreContract {
  private static OpenFirestore open;

  @BeforeAll
  static void open() {
    open = new OpenFirestore("transactions_", List.of());
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
