package convergence.embedded.duckdb;

import convergence.embedded.duckdb.Effects.Effect;
import convergence.problem.Fault;
import convergence.warehouse.Fingerprint;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Runs each job id at most once: one entry here while it is worked on, one row of [Effects] once it has
/// run. The rows and that row are one transaction.
final class Jobs {
  /// How long the warehouse's own look-ups and entries may take.
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /// Turns a job into rows. The first half runs on the caller's thread, since it is no work for DuckDB.
  interface Preparing {
    Prepared prepare(Job job);
  }

  /// The second half, in the job's own session and transaction.
  interface Prepared {
    Source source(Session session) throws SQLException;
  }

  /// An id that is being worked on; whoever brings it meanwhile waits for the end.
  private sealed interface Open {
    record Running(String config, Task<JobResult> task) implements Open {}

    record Forbidding(Task<Optional<JobResult>> task) implements Open {}
  }

  private final Lanes lanes;
  private final Effects effects;
  private final Catalog catalog;
  private final TableWriter writer;
  private final Preparing preparing;
  private final Map<JobId, Open> open = new ConcurrentHashMap<>();

  Jobs(Lanes lanes, Effects effects, Catalog catalog, Preparing preparing) {
    this.lanes = lanes;
    this.effects = effects;
    this.catalog = catalog;
    this.writer = new TableWriter(catalog);
    this.preparing = preparing;
  }

  JobResult run(Job job) {
    String config = Fingerprint.of(job);
    while (true) {
      var mine = new Open.Running(config, new Task<>(lanes));
      switch (open.putIfAbsent(job.id(), mine)) {
        case null -> {
          return own(job, mine);
        }
        case Open.Running other -> {
          if (!other.config().equals(config)) throw Faults.mismatch();
          return attached(other.task().follow(job.timeout()));
        }
        case Open.Forbidding other -> {
          other.task().awaitEnd();
          open.remove(job.id(), other);
        }
      }
    }
  }

  private JobResult own(Job job, Open.Running mine) {
    try {
      var before = done(job.id(), mine.config());
      if (before.isPresent()) {
        mine.task().complete(before.get());
        return before.get();
      }
      var prepared = preparing.prepare(job);
      lanes.job(
          job.destination().table(),
          mine.task(),
          session -> settle(session, job, mine.config(), prepared));
      return mine.task().await(job.timeout());
    } catch (Fault e) {
      mine.task().fail(e);
      // A commit may have gone through although its answer was an error.
      return done(job.id(), mine.config()).orElseThrow(() -> e);
    } catch (RuntimeException | Error e) {
      mine.task().fail(e);
      throw e;
    } finally {
      open.remove(job.id(), mine);
    }
  }

  private JobResult settle(Session session, Job job, String config, Prepared prepared)
      throws SQLException {
    var table = job.destination().table();
    var done =
        session.transact(
            within -> {
              var source = prepared.source(within);
              var written = writer.write(within, source, job.destination());
              effects.done(
                  within, job.id(), new Effect.Done(written.rows(), source.bytes(), config));
              return new Settled(
                  new JobResult(written.rows(), source.bytes(), false), written.schema());
            });
    catalog.publish(table, done.schema());
    return done.result();
  }

  private record Settled(JobResult result, StoredTable schema) {}

  Optional<JobResult> find(JobId id) {
    return switch (effect(id).orElse(null)) {
      case Effect.Done done -> Optional.of(done.attached());
      case Effect.Forbidden _ -> Optional.empty();
      case null -> Optional.empty();
    };
  }

  boolean runs(JobId id) {
    return open.get(id) instanceof Open.Running running && running.task().runs();
  }

  void cancel(JobId id) {
    if (open.get(id) instanceof Open.Running running) running.task().stop(Task.Stop.CANCELLED);
  }

  /// Stops the id if it runs, waits for its end, and takes its place among the effects unless it has one.
  Optional<JobResult> forbid(JobId id) {
    while (true) {
      var mine = new Open.Forbidding(new Task<>(lanes));
      switch (open.putIfAbsent(id, mine)) {
        case null -> {
          try {
            lanes.desk(mine.task(), session -> forbid(session, id));
            return mine.task().await(PATIENCE);
          } finally {
            open.remove(id, mine);
          }
        }
        case Open.Running other -> {
          other.task().stop(Task.Stop.FORBIDDEN);
          other.task().awaitEnd();
          open.remove(id, other);
        }
        case Open.Forbidding other -> {
          other.task().awaitEnd();
          open.remove(id, other);
        }
      }
    }
  }

  private Optional<JobResult> forbid(Session session, JobId id) throws SQLException {
    return session.transact(
        within ->
            switch (effects.find(within, id).orElse(null)) {
              case Effect.Done done -> Optional.of(done.attached());
              case Effect.Forbidden _ -> Optional.empty();
              case null -> {
                effects.forbidden(within, id);
                yield Optional.empty();
              }
            });
  }

  /// @throws Fault the id is forbidden, or was used for another job
  private Optional<JobResult> done(JobId id, String config) {
    return switch (effect(id).orElse(null)) {
      case Effect.Done done -> {
        if (!done.config().equals(config)) throw Faults.mismatch();
        yield Optional.of(done.attached());
      }
      case Effect.Forbidden _ -> throw Faults.forbidden();
      case null -> Optional.empty();
    };
  }

  private Optional<Effect> effect(JobId id) {
    return lanes.desk(session -> effects.find(session, id)).await(PATIENCE);
  }

  private static JobResult attached(JobResult result) {
    return new JobResult(result.rows(), result.bytes(), true);
  }
}
