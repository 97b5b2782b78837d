package convergence.gateway;

import convergence.port.Commit;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A document store in memory: one transaction at a time.
final class MemoryStore implements DocumentStore {
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::collection).thenComparing(Key::id);
  private final Map<Key, Document> documents = new TreeMap<>(ORDER);
  private final AtomicLong gets = new AtomicLong();

  /// How often a document was read by key, in or outside of transactions.
  long gets() {
    return gets.get();
  }

  @Override
  public synchronized <T> Commit<T> commit(Function<Tx, T> work) {
    var tx = new Draft();
    T value = work.apply(tx);
    tx.changed.forEach(
        (key, document) -> {
          if (document.isPresent()) documents.put(key, document.get());
          else documents.remove(key);
        });
    return new Commit<>() {
      @Override
      public T value() {
        return value;
      }

      @Override
      public void awaitDurable() {}
    };
  }

  @Override
  public synchronized Optional<Document> get(Key key) {
    gets.incrementAndGet();
    return Optional.ofNullable(documents.get(key));
  }

  @Override
  public synchronized List<Query.Hit> query(Query query) {
    var hits = new ArrayList<Query.Hit>();
    documents.forEach(
        (key, document) -> {
          var hit = hit(query, key, document);
          if (hit != null) hits.add(hit);
        });
    hits.sort(order(query));
    var after = query.after();
    return hits.stream()
        .filter(hit -> after == null || order(query).compare(hit, at(after)) > 0)
        .limit(query.limit())
        .toList();
  }

  private static Query.@Nullable Hit hit(Query query, Key key, Document document) {
    Index index = query.index();
    if (!key.collection().equals(index.collection())) return null;
    if (!document.fields().keySet().containsAll(index.fields())) return null;
    for (int i = 0; i < query.equal().size(); i++)
      if (!query.equal().get(i).equals(document.fields().get(index.fields().get(i)))) return null;
    var value = document.fields().get(index.ordered());
    if (value == null) return null;
    if (query.from() != null && compare(value, query.from()) < 0) return null;
    if (query.to() != null && compare(value, query.to()) >= 0) return null;
    return new Query.Hit(key, document, new Query.Cursor(value, key.id()));
  }

  private static Query.Hit at(Query.Cursor cursor) {
    return new Query.Hit(new Key("nowhere", "x"), Document.of(1, ""), cursor);
  }

  private static Comparator<Query.Hit> order(Query query) {
    Comparator<Query.Hit> order =
        (a, b) -> {
          int byValue = compare(a.cursor().value(), b.cursor().value());
          return byValue != 0 ? byValue : a.cursor().id().compareTo(b.cursor().id());
        };
    return query.descending() ? order.reversed() : order;
  }

  private static int compare(Object a, Object b) {
    return a instanceof Long x && b instanceof Long y
        ? Long.compare(x, y)
        : a.toString().compareTo(b.toString());
  }

  @Override
  public List<Fact.Numbered> facts(int limit) {
    return List.of();
  }

  @Override
  public void dropFacts(long upTo) {}

  private final class Draft implements Tx {
    private final Map<Key, Optional<Document>> changed = new HashMap<>();

    @Override
    public Optional<Document> get(Key key) {
      gets.incrementAndGet();
      var own = changed.get(key);
      return own != null ? own : Optional.ofNullable(documents.get(key));
    }

    @Override
    public void create(Key key, Document document) {
      if (get(key).isPresent()) throw new AlreadyExists(key);
      put(key, document);
    }

    @Override
    public void put(Key key, Document document) {
      changed.put(key, Optional.of(document));
    }

    @Override
    public void delete(Key key) {
      changed.put(key, Optional.empty());
    }

    @Override
    public void emit(Fact fact) {}
  }
}
