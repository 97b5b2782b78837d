package convergence.google.firestore;

import com.google.cloud.firestore.CollectionReference;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.Firestore;
import convergence.port.Key;

/// Where documents lie in Firestore: a collection of the key's name behind the prefix.
record Places(Firestore firestore, String prefix) {
  CollectionReference collection(String name) {
    return firestore.collection(prefix + name);
  }

  DocumentReference of(Key key) {
    return collection(key.collection()).document(DocumentIds.encode(key.id()));
  }
}
