package convergence.google.firestore;

import com.google.cloud.firestore.Firestore;
import convergence.google.Emulators;
import convergence.google.GoogleConfig;
import convergence.port.Index;
import convergence.port.TimeAndChance;
import java.util.List;

/// A store on the emulator, with collections of its own.
final class OpenFirestore implements AutoCloseable {
  private static final List<String> OTHERS = List.of("", "", "http://127.0.0.1:1", "-", "-");
  private final Firestore firestore;
  private final FirestoreStore store;

  OpenFirestore(String prefix, List<Index> indexes) {
    var hosts = List.of("-", Emulators.firestore(), OTHERS.get(2), OTHERS.get(3), OTHERS.get(4));
    var config = GoogleConfig.emulators("contract", hosts);
    firestore = new FirestoreFactory().firestore(config);
    store = new FirestoreStore(firestore, prefix, indexes, new TimeAndChance().ids());
  }

  FirestoreStore store() {
    return store;
  }

  @Override
  public void close() throws Exception {
    firestore.close();
  }
}
