package convergence.google.firestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.Timestamp;
import convergence.port.Document;
import convergence.port.Key;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The field by which Firestore's own policy removes documents, see terraform/firestore.tf.
final class FirestoreExpiryTest {
  private static final Key KEY = new Key("notes", "1");

  @Test
  void what_expires_says_when_and_stops_saying_it() throws Exception {
    try (var open = new OpenFirestore("expiry_", List.of())) {
      var place = open.firestore().collection("expiry_notes").document("k1");
      put(open, Map.of(Document.EXPIRES, 1_767_225_600_123L));
      assertThat(place.get().get().getTimestamp("expire_at"))
          .isEqualTo(Timestamp.parseTimestamp("2026-01-01T00:00:00.123Z"));
      put(open, Map.of("other", 1L));
      assertThat(place.get().get().contains("expire_at")).isFalse();
    }
  }

  /// Reads it too, so that the second write depends on the first.
  private static void put(OpenFirestore open, Map<String, Object> fields) {
    open.store()
        .transact(
            tx -> {
              var before = tx.get(KEY);
              tx.put(KEY, new Document(1, "{}", fields));
              return before;
            });
  }
}
