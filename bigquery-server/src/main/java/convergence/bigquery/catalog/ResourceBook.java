package convergence.bigquery.catalog;

import com.google.api.client.json.GenericJson;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Hashes;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Key;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What was said of resources of one kind beyond what the warehouse keeps, by name.
final class ResourceBook<T extends GenericJson> {
  private static final int VERSION = 1;
  private final DocumentStore store;
  private final String collection;
  private final Class<T> type;

  ResourceBook(DocumentStore store, String collection, Class<T> type) {
    this.store = store;
    this.collection = collection;
    this.type = type;
  }

  Optional<T> find(String name) {
    return store.get(key(name)).map(this::read);
  }

  void put(String name, T resource) {
    store.transact(
        tx -> {
          tx.put(key(name), Document.of(VERSION, Bodies.text(resource)));
          return name;
        });
  }

  /// Changes it in one step.
  ///
  /// @param change gets null when nothing was said yet
  T change(String name, UnaryOperator<@Nullable T> change) {
    return store.transact(
        tx -> {
          T now = tx.get(key(name)).map(this::read).orElse(null);
          T next = java.util.Objects.requireNonNull(change.apply(now));
          tx.put(key(name), Document.of(VERSION, Bodies.text(next)));
          return next;
        });
  }

  void delete(String name) {
    store.transact(
        tx -> {
          tx.delete(key(name));
          return name;
        });
  }

  private T read(Document document) {
    return Bodies.read(document.body(), type);
  }

  private Key key(String name) {
    // Names may be longer than keys.
    return new Key(collection, name.length() <= 400 ? name : Hashes.sha256(name));
  }
}
