package convergence.embedded.sqlite;

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
import org.jspecify.annotations.Nullable;

/// One run of a transaction's closure: remembers what it read, keeps what it wrote to itself.
final class Attempt implements DocumentStore.Tx {
  private static final int LARGEST = 1_000_000;

  private final Hot hot;
  final Map<Key, Slot> reads = new HashMap<>();
  final Map<Key, Write> writes = new LinkedHashMap<>();
  final List<Emitted> facts = new ArrayList<>();
  private DocumentStore.@Nullable AlreadyExists refused;

  Attempt(Hot hot) {
    this.hot = hot;
  }

  @Override
  public Optional<Document> get(Key key) {
    var written = writes.get(key);
    return Optional.ofNullable(written != null ? written.document() : read(key).document);
  }

  @Override
  public void create(Key key, Document document) {
    if (get(key).isPresent()) {
      refused = new DocumentStore.AlreadyExists(key);
      throw refused;
    }
    put(key, document);
  }

  @Override
  public void put(Key key, Document document) {
    if (document.body().length() > LARGEST / 3
        && document.body().getBytes(StandardCharsets.UTF_8).length > LARGEST)
      throw new Fault.Permanent(
          "document_too_large",
          "A document of " + key.collection() + " may have at most 1,000,000 bytes.");
    writes.put(key, Write.of(document));
  }

  @Override
  public void delete(Key key) {
    writes.put(key, Write.DELETE);
  }

  @Override
  public void emit(Fact fact) {
    facts.add(new Emitted(fact.dataset(), fact.table(), TypedRow.encode(fact.row())));
  }

  /// A closure that caught the refusal of its `create` does not get through either.
  void throwIfRefused() {
    if (refused != null) throw refused;
  }

  boolean isReadOnly() {
    return writes.isEmpty() && facts.isEmpty();
  }

  private Slot read(Key key) {
    return reads.computeIfAbsent(key, hot::read);
  }

  /// What a document becomes. Encoded here, on its caller's thread: the disk has one, which everybody waits for.
  ///
  /// @param document null: it goes
  /// @param fields its index fields as text; null: it has none
  record Write(@Nullable Document document, @Nullable String fields) {
    private static final Write DELETE = new Write(null, null);

    private static Write of(Document document) {
      var fields = document.fields();
      return new Write(document, fields.isEmpty() ? null : TypedRow.encode(fields));
    }
  }

  /// A fact that has no number yet.
  record Emitted(String dataset, String table, String row) {}
}
