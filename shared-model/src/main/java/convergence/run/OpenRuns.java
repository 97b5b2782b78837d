package convergence.run;

import convergence.port.DocumentStore;
import convergence.port.Query;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts the open runs for whoever watches the system. Looks at the store at most every few seconds and at no
/// more than 100,000 runs, so that asking often costs nothing.
@Singleton
public final class OpenRuns {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Query QUEUED =
      new Query(QueueBook.WAITING, List.of(), null, null, false, null, 1_000);
  private static final int PAGE = 1_000;
  private static final int MOST = 100_000;

  private final DocumentStore store;
  private final InstantSource clock;
  // Guarded by this.
  private @Nullable Count last;

  public OpenRuns(DocumentStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// @param byStatus how many, by status on the wire
  /// @param oldest acceptance of the run that waits longest for a worker; null: none waits
  /// @param tenants who have any
  public record Count(
      Instant at, Map<String, Integer> byStatus, @Nullable Instant oldest, Set<String> tenants) {
    public Count {
      byStatus = Map.copyOf(byStatus);
      tenants = Set.copyOf(tenants);
    }

    public int of(String status) {
      return byStatus.getOrDefault(status, 0);
    }

    /// Accepted, and not in work.
    public int waiting() {
      return of("PENDING") + of("QUEUED");
    }
  }

  public synchronized Count count() {
    Instant now = clock.instant();
    if (last == null || last.at().plus(FRESH).isBefore(now)) last = look(now);
    return last;
  }

  /// How many the ledger holds open, PENDING or RUNNING, whatever their number. Runs that wait for a slot of their
  /// quota are not among them: more workers would not help those.
  public long held() {
    return store.count(new Query(RunBook.DUE, List.of(), null, null, false, null, PAGE));
  }

  private Count look(Instant now) {
    var byStatus = new HashMap<String, Integer>();
    var tenants = new HashSet<String>();
    long oldest = Long.MAX_VALUE;
    Query.@Nullable Cursor after = null;
    for (int seen = 0; seen < MOST; seen += PAGE) {
      var hits = store.query(new Query(RunBook.DUE, List.of(), null, null, false, after, PAGE));
      for (var hit : hits) {
        var fields = hit.document().fields();
        if (!(fields.get(RunBook.OPEN_STATUS) instanceof String status)) continue;
        byStatus.merge(status, 1, Integer::sum);
        tenants.add(String.valueOf(fields.get("open_tenant")));
        if (!status.equals("RUNNING") && fields.get("started") instanceof Long started)
          oldest = Math.min(oldest, started);
      }
      if (hits.size() < PAGE) break;
      after = hits.getLast().cursor();
    }
    byStatus.put("QUEUED", (int) store.count(QUEUED));
    return new Count(
        now,
        byStatus,
        oldest == Long.MAX_VALUE ? null : Instant.ofEpochMilli(oldest / 1_000),
        tenants);
  }
}
