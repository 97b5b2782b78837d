package convergence.google.firestore;

import com.google.cloud.Timestamp;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldPath;
import com.google.cloud.firestore.FieldValue;
import com.google.cloud.firestore.Query;
import com.google.cloud.firestore.WriteBatch;
import convergence.port.Fact;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Rows for the metadata tables that the warehouse does not have yet, one document each. Their number is the time of
/// their commit as Firestore tells it, in microseconds, times 1,000, and a place among the facts of that
/// microsecond: a query never misses a fact whose commit it was late for, so the numbers grow with the commits.
final class FirestoreFacts {
  private static final String COLLECTION = "facts";
  private static final String AT = "at";
  private static final String PLACE = "place";
  private static final String TRANSACTION = "transaction";
  private static final String DAY = "day";
  private static final int PLACES = 1000;
  private static final int PAGE = 400;

  private final Places places;

  FirestoreFacts(Places places) {
    this.places = places;
  }

  /// Puts them into the transaction's batch.
  void into(WriteBatch batch, List<Fact> facts, String transaction) {
    int first = Math.floorMod(transaction.hashCode(), Math.max(1, PLACES - facts.size()));
    for (int i = 0; i < facts.size(); i++) {
      var fact = facts.get(i);
      var row = new HashMap<String, Object>();
      fact.row().forEach((column, value) -> row.put(column, encode(value)));
      batch.create(
          places.collection(COLLECTION).document("k" + transaction + "-" + i),
          Map.of(
              AT,
              FieldValue.serverTimestamp(),
              PLACE,
              (long) first + i,
              TRANSACTION,
              transaction,
              "dataset",
              fact.dataset(),
              "table",
              fact.table(),
              "row",
              row));
    }
  }

  /// Whether a fact of this transaction is there.
  boolean holds(String transaction) {
    return Answers.of(places.collection(COLLECTION).document("k" + transaction + "-0").get())
        .exists();
  }

  List<Fact.Numbered> oldest(int limit) {
    return Answers.of(inOrder().limit(limit).get()).getDocuments().stream()
        .map(FirestoreFacts::numbered)
        .toList();
  }

  void drop(long upTo) {
    var left = inOrder().limit(PAGE);
    while (true) {
      var found = Answers.of(left.get()).getDocuments();
      var batch = places.firestore().batch();
      int dropped = 0;
      for (var document : found) {
        if (numbered(document).seq() > upTo) break;
        batch.delete(document.getReference());
        dropped++;
      }
      if (dropped > 0) Answers.of(batch.commit());
      if (dropped < PAGE) return;
    }
  }

  private Query inOrder() {
    return places.collection(COLLECTION).orderBy(AT).orderBy(PLACE);
  }

  private static Fact.Numbered numbered(DocumentSnapshot snapshot) {
    var at = Objects.requireNonNull(snapshot.getTimestamp(AT));
    long micros =
        TimeUnit.SECONDS.toMicros(at.getSeconds()) + TimeUnit.NANOSECONDS.toMicros(at.getNanos());
    long place = Objects.requireNonNull(snapshot.getLong(PLACE));
    var row = new HashMap<String, Object>();
    row(snapshot).forEach((column, value) -> row.put(column, decode(value)));
    var fact =
        new Fact(
            Objects.requireNonNull(snapshot.getString("dataset")),
            Objects.requireNonNull(snapshot.getString("table")),
            row);
    return new Fact.Numbered(Math.addExact(Math.multiplyExact(micros, PLACES), place), fact);
  }

  @SuppressWarnings("unchecked") // written by [#into]
  private static Map<String, Object> row(DocumentSnapshot snapshot) {
    return (Map<String, Object>) Objects.requireNonNull(snapshot.get(FieldPath.of("row")));
  }

  /// Firestore has no dates.
  private static Object encode(Object value) {
    return switch (value) {
      case LocalDate day -> Map.of(DAY, day.toString());
      case Instant at -> Timestamp.ofTimeSecondsAndNanos(at.getEpochSecond(), at.getNano());
      case List<?> list -> new ArrayList<>(list);
      default -> value;
    };
  }

  private static Object decode(Object value) {
    return switch (value) {
      case Map<?, ?> day -> LocalDate.parse((String) Objects.requireNonNull(day.get(DAY)));
      case Timestamp at -> Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
      case List<?> list -> List.copyOf(list);
      default -> value;
    };
  }
}
