package convergence.google.firestore;

import com.google.cloud.firestore.Firestore;
import convergence.google.Emulators;
import convergence.google.GoogleConfig;
import convergence.port.Index;
import convergence.port.TimeAndChance;
import java.util.List;

/// A store on the emulator, with collections of its own.
final class OpenFirestore implements AutoCloseable {
  private final Firestore firestore;
  private final FirestoreStore store;

  OpenFirestore(String prefix, List<Index> indexes) {
    var hosts = List.of("-", Emulators.firestore(), "-", "-", "-");
    var config = GoogleConfig.emulators("contract", hosts);
    firestore = new FirestoreFactory().firestore(config);
    store = new FirestoreStore(firestore, prefix, indexes, new TimeAndChance().ids());
  }

  FirestoreStore store() {
    return store;
  }

  Firestore firestore() {
    return firestore;
  }

  @Override
  public void close() {
    try {
      firestore.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
