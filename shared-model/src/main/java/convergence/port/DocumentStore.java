package convergence.port;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Documents by key with optimistic transactions. On Firestore one atomic batch with preconditions, on
/// SQLite one of many savepoints in a group commit. The closure must be pure and short: it may run more
/// than once and on another thread, and may touch nothing but its `tx`.
///
/// What a decision depends on it must also write, or guard by `create`: a document that was only read may
/// have changed by the time of the commit (write skew).
///
/// Any thread may call. Errors of the closure come back unchanged and nothing is written. After 8 lost
/// races: [convergence.problem.Fault.Transient] with code `contention`.
public interface DocumentStore {
  /// Decides now, durable soon after. See [Commit].
  <T> Commit<T> commit(Function<Tx, T> work);

  /// Decides, and returns once that is durable.
  default <T> T transact(Function<Tx, T> work) {
    return commit(work).durable();
  }

  /// The latest decided version, outside of a transaction.
  Optional<Document> get(Key key);

  /// Documents in the order of the index. May miss commits of the last moments, never shows half of one.
  List<Query.Hit> query(Query query);

  /// How many documents a query finds, whatever its limit and its cursor say.
  default long count(Query query) {
    long count = 0;
    for (Query.@Nullable Cursor after = null; ; ) {
      var hits = query(query.behind(after, 1000));
      count += hits.size();
      if (hits.size() < 1000) return count;
      after = hits.getLast().cursor();
    }
  }

  /// The oldest facts that were not dropped yet, in order; only durable ones.
  List<Fact.Numbered> facts(int limit);

  /// Forgets the facts up to and with this number: they are in the warehouse.
  void dropFacts(long upTo);

  /// The view of one transaction. Reads see its own writes.
  interface Tx {
    Optional<Document> get(Key key);

    /// Writes a document that must not exist: if it does, the whole transaction fails with
    /// [AlreadyExists] unless the closure looked first.
    void create(Key key, Document document);

    void put(Key key, Document document);

    /// Removes it; absent is fine.
    void delete(Key key);

    /// Hands a row to the metadata tables, if and only if this transaction commits.
    void emit(Fact fact);
  }

  /// A `create` met a document of that key.
  final class AlreadyExists extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AlreadyExists(Key key) {
      super(key.toString());
    }
  }
}
