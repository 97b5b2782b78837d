package convergence.run;

import convergence.directory.TenantDirectory;
import convergence.plan.PlanReviewer;
import convergence.port.DocumentStore;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Query;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Removes from the ledger what nobody asks for any more. Only what has ended; an open run and what it needs
/// stays, however old.
@Singleton
public final class Retention {
  private static final int PAGE = 500;
  private final DocumentStore store;
  private final TenantDirectory directory;

  public Retention(DocumentStore store, TenantDirectory directory) {
    this.store = store;
    this.directory = directory;
  }

  /// Removes ended runs that were accepted before, with their entries in the queue, and slots that were left out.
  ///
  /// @return how many
  public int forgetRuns(Instant before) {
    int removed = 0;
    for (var tenant : directory.all())
      removed += forgetRuns(tenant, before) + forgetSkipped(tenant, before);
    return removed;
  }

  private int forgetSkipped(TenantId tenant, Instant before) {
    int removed = 0;
    Query.@Nullable Cursor after = null;
    while (true) {
      var to = RunBook.micros(before);
      var query =
          new Query(QueueBook.UNSTARTED, List.of(tenant.value()), null, to, false, after, PAGE);
      var hits = store.query(query);
      for (var hit : hits) if (removeSkipped(hit.key())) removed++;
      if (hits.size() < PAGE) return removed;
      after = hits.getLast().cursor();
    }
  }

  private boolean removeSkipped(Key key) {
    return store.transact(
        tx -> {
          boolean skipped =
              tx.get(key)
                  .map(QueueBook::read)
                  .filter(entry -> entry.state() instanceof QueueState.Skipped)
                  .isPresent();
          if (skipped) tx.delete(key);
          return skipped;
        });
  }

  private int forgetRuns(TenantId tenant, Instant before) {
    int removed = 0;
    Query.@Nullable Cursor after = null;
    while (true) {
      var query =
          new Query(
              RunBook.BY_TENANT,
              List.of(tenant.value()),
              null,
              RunBook.micros(before),
              false,
              after,
              PAGE);
      var hits = store.query(query);
      for (var hit : hits) if (remove(hit.key())) removed++;
      if (hits.size() < PAGE) return removed;
      after = hits.getLast().cursor();
    }
  }

  private boolean remove(Key key) {
    return store.transact(
        tx -> {
          var ended = tx.get(key).map(RunBook::read).filter(run -> !run.state().open());
          ended.ifPresent(
              run -> {
                tx.delete(key);
                if (run.trigger() == TriggerType.SCHEDULER) tx.delete(QueueBook.key(run.id()));
              });
          return ended.isPresent();
        });
  }

  /// Removes answers under Idempotency-Keys that do not count any more.
  ///
  /// @return how many
  public int forgetReplays(Instant now) {
    return forget(Replays.BY_AGE, now.minus(Replays.KEPT));
  }

  /// Removes what plans said, once nobody starts a run of them any more.
  ///
  /// @return how many
  public int forgetPlans(Instant now) {
    return forget(PlanReviewer.BY_AGE, now.minus(PlanReviewer.KEPT));
  }

  /// @param byAge an index by `since`, in milliseconds
  private int forget(Index byAge, Instant before) {
    int removed = 0;
    long until = before.toEpochMilli();
    while (true) {
      var hits = store.query(new Query(byAge, List.of(), null, until, false, null, PAGE));
      for (var hit : hits)
        store.transact(
            tx -> {
              tx.delete(hit.key());
              return Boolean.TRUE;
            });
      removed += hits.size();
      if (hits.size() < PAGE) return removed;
    }
  }

  /// The jobs of open runs that were accepted before: what is remembered of them must stay.
  public List<String> jobsOfOpenRuns(Instant before) {
    var jobs = new ArrayList<String>();
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits = store.query(new Query(RunBook.DUE, List.of(), null, null, false, after, PAGE));
      for (var hit : hits)
        if (hit.document().fields().get("started") instanceof Long started
            && started < RunBook.micros(before))
          for (var step : RunBook.read(hit.document()).steps())
            if (step.jobId() != null) jobs.add(step.jobId());
      if (hits.size() < PAGE) return jobs;
      after = hits.getLast().cursor();
    }
  }
}
