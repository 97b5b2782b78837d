package convergence.worker;

import convergence.port.Commit;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Key;
import convergence.port.Query;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// The store as one process sees it, until its power is cut: from then on it reads and writes nothing.
final class Mains implements DocumentStore {
  private final DocumentStore store;
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
  private volatile boolean cut;
  private volatile boolean early;

  Mains(DocumentStore store) {
    this.store = store;
  }

  /// What a process meets when it is dead.
  static final class Dead extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Dead() {
      super("the power is cut", null, false, false);
    }
  }

  void cut() {
    cut = true;
  }

  /// The power fails at a transaction.
  ///
  /// @param moment 1: before the first from now is decided, 2: right after that, 3: before the second …
  void cutAt(int moment) {
    early = moment % 2 == 1;
    left.set((moment + 1) / 2);
  }

  boolean isCut() {
    return cut;
  }

  void live() {
    if (cut) throw new Dead();
  }

  @Override
  public <T> Commit<T> commit(Function<Tx, T> work) {
    live();
    int count = left.getAndDecrement();
    if (count == 1) cut = true;
    if (count == 1 && early) throw new Dead();
    var commit = store.commit(work);
    live();
    return commit;
  }

  @Override
  public Optional<Document> get(Key key) {
    live();
    return store.get(key);
  }

  @Override
  public List<Query.Hit> query(Query query) {
    live();
    return store.query(query);
  }

  @Override
  public List<Fact.Numbered> facts(int limit) {
    live();
    return store.facts(limit);
  }

  @Override
  public void dropFacts(long upTo) {
    live();
    store.dropFacts(upTo);
  }
}
