package convergence.google.firestore;

import com.google.cloud.firestore.FieldPath;
import com.google.cloud.firestore.FieldValue;
import com.google.cloud.firestore.Precondition;
import com.google.cloud.firestore.WriteBatch;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Key;
import convergence.problem.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One run of a transaction's closure: remembers what it read, keeps what it wrote to itself.
final class Attempt implements DocumentStore.Tx {
  private static final int LARGEST = 1_000_000;

  private final Function<Key, Stored> reader;
  private final boolean looksBeforeCreating;
  private final Map<Key, Stored> reads = new HashMap<>();
  private final Map<Key, Write> writes = new LinkedHashMap<>();
  private final List<Fact> facts = new ArrayList<>();
  private DocumentStore.@Nullable AlreadyExists refused;

  /// @param document null: delete
  /// @param creates it must not exist
  private record Write(@Nullable Document document, boolean creates) {}

  /// @param looksBeforeCreating costs a read for each `create`, and tells which one met a document
  Attempt(Function<Key, Stored> reader, boolean looksBeforeCreating) {
    this.reader = reader;
    this.looksBeforeCreating = looksBeforeCreating;
  }

  @Override
  public Optional<Document> get(Key key) {
    var written = writes.get(key);
    return Optional.ofNullable(written != null ? written.document() : read(key).document());
  }

  private Stored read(Key key) {
    return reads.computeIfAbsent(key, reader);
  }

  @Override
  public void create(Key key, Document document) {
    var written = writes.get(key);
    boolean known = written != null || looksBeforeCreating || reads.containsKey(key);
    if (known && get(key).isPresent()) {
      refused = new DocumentStore.AlreadyExists(key);
      throw refused;
    }
    write(key, document, written == null || written.creates());
  }

  @Override
  public void put(Key key, Document document) {
    var written = writes.get(key);
    write(key, document, written != null && written.creates());
  }

  private void write(Key key, Document document, boolean creates) {
    if (document.body().length() > LARGEST / 3
        && document.body().getBytes(StandardCharsets.UTF_8).length > LARGEST)
      throw new Fault.Permanent(
          "document_too_large",
          "A document of " + key.collection() + " may have at most 1,000,000 bytes.");
    writes.put(key, new Write(document, creates));
  }

  @Override
  public void delete(Key key) {
    var written = writes.get(key);
    if (written != null && written.creates()) writes.remove(key);
    else writes.put(key, new Write(null, false));
  }

  @Override
  public void emit(Fact fact) {
    facts.add(fact);
  }

  /// A closure that caught the refusal of its `create` does not get through either.
  void throwIfRefused() {
    if (refused != null) throw refused;
  }

  boolean isReadOnly() {
    return writes.isEmpty() && facts.isEmpty();
  }

  List<Fact> facts() {
    return facts;
  }

  Set<Key> written() {
    return writes.keySet();
  }

  /// Keys that hold a document of this transaction if it was committed and nobody has written since.
  List<Key> left() {
    return writes.entrySet().stream()
        .filter(write -> write.getValue().document() != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Puts the writes into the batch, each under the precondition of what was read of it.
  void into(WriteBatch batch, Places places, String transaction) {
    writes.forEach((key, write) -> add(batch, places, transaction, key, write));
  }

  private void add(WriteBatch batch, Places places, String transaction, Key key, Write write) {
    var place = places.of(key);
    var seen = reads.get(key);
    var updated = seen == null ? null : seen.updated();
    var document = write.document();
    if (document == null) {
      if (seen == null) batch.delete(place);
      else if (updated != null) batch.delete(place, Precondition.updatedAt(updated));
      return;
    }
    var fields = Stored.fields(document, transaction);
    if (write.creates() || (seen != null && updated == null)) batch.create(place, fields);
    else if (updated == null) batch.set(place, fields);
    else replace(batch, place, fields, updated);
  }

  /// An update names every field, so that it replaces the document under a precondition; what it does not name stays.
  private static void replace(
      WriteBatch batch,
      com.google.cloud.firestore.DocumentReference place,
      Map<String, Object> fields,
      com.google.cloud.Timestamp updated) {
    var rest = new ArrayList<Object>();
    for (var name : List.of(Stored.BODY, Stored.FIELDS, Stored.TRANSACTION, Stored.EXPIRY)) {
      rest.add(FieldPath.of(name));
      rest.add(fields.getOrDefault(name, FieldValue.delete()));
    }
    batch.update(
        place,
        Precondition.updatedAt(updated),
        FieldPath.of(Stored.VERSION),
        fields.get(Stored.VERSION),
        rest.toArray());
  }
}
