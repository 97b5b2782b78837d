package convergence.google.firestore;

import com.google.cloud.Timestamp;
import com.google.cloud.firestore.DocumentSnapshot;
import convergence.port.Document;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A document as Firestore gave it.
///
/// @param document null: there is none
/// @param updated the version that a later write depends on; null: there is none
/// @param transaction id of the transaction that wrote it
record Stored(
    @Nullable Document document, @Nullable Timestamp updated, @Nullable String transaction) {
  /// Fields of a Firestore document: version, body, index fields, transaction. Only `f` is indexed.
  static final String VERSION = "v";

  static final String BODY = "b";
  static final String FIELDS = "f";
  static final String TRANSACTION = "t";

  static Stored of(DocumentSnapshot snapshot) {
    if (!snapshot.exists()) return new Stored(null, null, null);
    return new Stored(
        document(snapshot), snapshot.getUpdateTime(), snapshot.getString(TRANSACTION));
  }

  @SuppressWarnings("unchecked") // written by [#fields]
  static Document document(DocumentSnapshot snapshot) {
    var fields = (Map<String, Object>) Objects.requireNonNull(snapshot.get(FIELDS));
    return new Document(
        Objects.requireNonNull(snapshot.getLong(VERSION)).intValue(),
        Objects.requireNonNull(snapshot.getString(BODY)),
        fields);
  }

  static Map<String, Object> fields(Document document, String transaction) {
    return Map.of(
        VERSION,
        (long) document.version(),
        BODY,
        document.body(),
        FIELDS,
        document.fields(),
        TRANSACTION,
        transaction);
  }
}
