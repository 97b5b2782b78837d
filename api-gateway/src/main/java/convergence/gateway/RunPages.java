package convergence.gateway;

import convergence.port.Query;
import convergence.run.Run;
import convergence.run.RunFilter;
import convergence.run.RunLedger;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a tenant's runs page by page.
@Singleton
final class RunPages {
  /// A request looks at so many runs at most; then it hands back what it found and where to go on.
  private static final int LOOKED_AT = 5_000;

  private final RunLedger ledger;

  RunPages(RunLedger ledger) {
    this.ledger = ledger;
  }

  Page<RunDocument> page(RunFilter filter) {
    int wanted = filter.limit();
    int batch = Math.clamp(wanted + 1L, 100, 501);
    var found = new ArrayList<RunDocument>();
    Query.@Nullable Cursor place = filter.after();
    for (int looked = 0; looked < LOOKED_AT; ) {
      List<Query.Hit> hits = ledger.page(at(filter, place, batch));
      for (var hit : hits) {
        if (found.size() == wanted) return new Page<>(found, cursor(place));
        place = hit.cursor();
        Run run = RunLedger.run(hit);
        if (filter.matches(run)) found.add(RunDocument.of(run, null));
      }
      looked += hits.size();
      if (hits.size() < batch) return Page.whole(found);
    }
    return new Page<>(found, cursor(place));
  }

  private static RunFilter at(RunFilter f, Query.@Nullable Cursor place, int batch) {
    return new RunFilter(
        f.tenant(), f.status(), f.pipelineId(), f.trigger(), f.from(), f.to(), place, batch);
  }

  private static @Nullable String cursor(Query.@Nullable Cursor place) {
    return place == null ? null : RunCursor.write(place);
  }
}
