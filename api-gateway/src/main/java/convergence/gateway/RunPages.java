package convergence.gateway;

import convergence.edge.Caller;
import convergence.port.Query;
import convergence.run.RunFilter;
import convergence.run.RunLedger;
import convergence.run.RunQueue;
import convergence.run.Waits;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a tenant's runs page by page: those of the ledger and, in the same order, those of the queue.
@Singleton
final class RunPages {
  /// A request looks at so many runs at most; then it hands back what it found and where to go on.
  private static final int LOOKED_AT = 5_000;

  /// Newest first, as each of the two gives them.
  private static final Comparator<Query.Hit> NEWEST =
      Comparator.comparing((Query.Hit hit) -> (Long) hit.cursor().value())
          .thenComparing(hit -> hit.cursor().id())
          .reversed();

  private final RunLedger ledger;
  private final RunQueue queue;
  private final Waits waits;

  RunPages(RunLedger ledger, RunQueue queue, Waits waits) {
    this.ledger = ledger;
    this.queue = queue;
    this.waits = waits;
  }

  Page<RunDocument> page(Caller caller, RunFilter filter) {
    int wanted = filter.limit();
    int batch = Math.clamp(wanted + 1L, 100, 501);
    var look = waits.look();
    var found = new ArrayList<RunDocument>();
    Query.@Nullable Cursor place = filter.after();
    for (int looked = 0; looked < LOOKED_AT; ) {
      var hits = batch(filter.behind(place, batch));
      for (var hit : hits) {
        if (found.size() == wanted) return new Page<>(found, cursor(place));
        place = hit.cursor();
        document(hit, filter, caller, look).ifPresent(found::add);
      }
      looked += hits.size();
      if (hits.size() < batch) return Page.whole(found);
    }
    return new Page<>(found, cursor(place));
  }

  /// The next of both, as many as the filter's limit says; fewer: there are no more.
  private List<Query.Hit> batch(RunFilter filter) {
    var hits = new ArrayList<Query.Hit>();
    if (filter.asksLedger()) hits.addAll(ledger.page(filter));
    if (filter.asksQueue()) hits.addAll(queue.page(filter));
    hits.sort(NEWEST);
    return hits.size() <= filter.limit() ? hits : hits.subList(0, filter.limit());
  }

  private static Optional<RunDocument> document(
      Query.Hit hit, RunFilter filter, Caller caller, Waits.Look look) {
    if (hit.key().collection().equals("runs")) {
      var run = RunLedger.run(hit);
      if (!filter.matches(run)) return Optional.empty();
      var waiting = look.of(run).map(w -> WaitingDocument.of(w, caller)).orElse(null);
      return Optional.of(RunDocument.of(run, waiting, null));
    }
    var queued = RunQueue.run(hit);
    if (!filter.matches(queued)) return Optional.empty();
    var waiting = look.of(queued).map(w -> WaitingDocument.of(w, caller)).orElse(null);
    return Optional.of(RunDocument.of(queued, waiting, null));
  }

  private static @Nullable String cursor(Query.@Nullable Cursor place) {
    return place == null ? null : RunCursor.write(place);
  }
}
