package convergence.scheduler;

import convergence.port.Commit;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Key;
import convergence.port.Query;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// What a process sees of the store, until its power is cut: after so many commits nothing of it gets through.
final class Mains implements DocumentStore {
  private final DocumentStore store;
  private final AtomicLong left;

  Mains(DocumentStore store, long commits) {
    this.store = store;
    this.left = new AtomicLong(commits);
  }

  /// The process is dead.
  static final class Dead extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public <T> Commit<T> commit(Function<Tx, T> work) {
    if (left.getAndDecrement() <= 0) throw new Dead();
    return store.commit(work);
  }

  @Override
  public Optional<Document> get(Key key) {
    return store.get(key);
  }

  @Override
  public List<Query.Hit> query(Query query) {
    return store.query(query);
  }

  @Override
  public long count(Query query) {
    return store.count(query);
  }

  @Override
  public List<Fact.Numbered> facts(int limit) {
    return store.facts(limit);
  }

  @Override
  public void dropFacts(long upTo) {
    store.dropFacts(upTo);
  }
}
