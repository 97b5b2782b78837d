package convergence.google.firestore;

import com.google.cloud.Timestamp;
import com.google.cloud.firestore.DocumentSnapshot;
import convergence.port.Document;
import java.util.HashMap;
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

  /// Only where [Document#EXPIRES] is: Firestore deletes the document some time after, by the policy in terraform/firestore.tf.
  static final String EXPIRY = "expire_at";

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
    var fields = new HashMap<String, Object>();
    fields.put(VERSION, (long) document.version());
    fields.put(BODY, document.body());
    fields.put(FIELDS, document.fields());
    fields.put(TRANSACTION, transaction);
    if (document.fields().get(Document.EXPIRES) instanceof Long millis)
      fields.put(EXPIRY, Timestamp.ofTimeMicroseconds(millis * 1000));
    return fields;
  }
}
