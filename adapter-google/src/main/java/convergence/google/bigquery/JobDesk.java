package convergence.google.bigquery;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobConfiguration;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobStatus;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.QueryJobConfiguration;
import convergence.port.Ids;
import convergence.port.Traces;
import convergence.port.Traces.Kind;
import convergence.port.Traces.Span;
import convergence.problem.Fault;
import convergence.warehouse.JobResult;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Jobs by id. BigQuery never runs an id twice, a failed one neither: id `x` goes on as `x-r1`, `x-r2` … once
/// the one before has failed. The first of them that is not there is the only place where anything may begin,
/// and whoever inserts there first, a worker its job or somebody else the mark that forbids it, has won.
final class JobDesk {
  private static final String CONFIG = "convergence_config";
  private static final String OWNER = "convergence_owner";

  /// The attribute of a span that leads to the job in BigQuery.
  private static final String JOB = "gcp.bigquery.job_id";

  private static final String FORBIDDEN = "convergence_forbidden";
  private static final Duration FIRST_LOOK = Duration.ofMillis(10);
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);

  /// BigQuery ends a job at its limit by itself; this much later we no longer believe that it will.
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final int INSERTS = 3;

  private final BigQuery client;
  private final String location;
  private final Ids ids;
  private final Traces traces;

  JobDesk(BigQuery client, String location, Ids ids, Traces traces) {
    this.client = client;
    this.location = location;
    this.ids = ids;
    this.traces = traces;
  }

  /// @param own this call inserted it
  private record Held(Job job, boolean own) {}

  /// @param config hash of what the job does
  /// @param planned asked only when there is something to insert
  JobResult run(
      convergence.warehouse.JobId id, String config, Duration timeout, Supplier<Plan> planned) {
    return run(id, config, timeout, planned, _ -> {});
  }

  /// @param after looks at the job that succeeded
  JobResult run(
      convergence.warehouse.JobId id,
      String config,
      Duration timeout,
      Supplier<Plan> planned,
      Consumer<Job> after) {
    return traced(span -> run(span, new Wanted(id, config, timeout, planned), after));
  }

  /// A job that is to be there once.
  private record Wanted(
      convergence.warehouse.JobId id, String config, Duration timeout, Supplier<Plan> planned) {}

  private JobResult run(Span span, Wanted wanted, Consumer<Job> after) {
    for (int again = 0; ; again++) {
      var there = look(name(wanted.id(), again));
      boolean old = there.isPresent() && hasFailed(there.get());
      if (old) continue;
      var held =
          there.isPresent()
              ? new Held(there.get(), false)
              : insert(
                  name(wanted.id(), again),
                  wanted.planned().get(),
                  Map.of(CONFIG, wanted.config()));
      span.tell(JOB, held.job().getJobId().getJob());
      if (isForbidden(held.job()))
        throw new Fault.Permanent("forbidden_job", "this job id was forbidden and takes no effect");
      if (!wanted.config().equals(label(held.job(), CONFIG)))
        throw new Fault.Permanent(
            "job_mismatch", "a job of this id with another configuration is there");
      var done = succeeded(await(held.job(), wanted.timeout()));
      after.accept(done);
      return Outcome.of(done, !held.own());
    }
  }

  /// Runs what nobody else knows of.
  Job runOnce(Plan plan, Duration timeout) {
    var id = JobId.newBuilder().setJob("once-" + ids.uuid()).setLocation(location).build();
    return traced(
        span -> {
          span.tell(JOB, id.getJob());
          return succeeded(await(insert(id, plan, Map.of()).job(), timeout));
        });
  }

  private <T> T traced(Function<Span, T> work) {
    var span = traces.begin(Kind.CLIENT, "job");
    try (var _ = span.activate()) {
      return work.apply(span);
    } catch (Fault e) {
      span.failed(e.code());
      throw e;
    } finally {
      span.end();
    }
  }

  /// Runs a statement that may be said again, until nobody else is in its way.
  void runUntilFree(QueryJobConfiguration statement, Duration timeout) {
    while (true) {
      try {
        var _ = runOnce(new Plan.Query(statement), timeout);
        return;
      } catch (Fault.Transient e) {
        if (!e.code().equals("conflict")) throw e;
      }
    }
  }

  Optional<JobResult> find(convergence.warehouse.JobId id) {
    return last(id)
        .filter(job -> isDone(job) && !isForbidden(job))
        .map(job -> Outcome.of(job, true));
  }

  void cancel(convergence.warehouse.JobId id) {
    last(id).filter(job -> !isDone(job)).ifPresent(job -> stop(job.getJobId()));
  }

  boolean runs(convergence.warehouse.JobId id) {
    return last(id).filter(job -> JobStatus.State.RUNNING.equals(state(job))).isPresent();
  }

  Optional<JobResult> forbid(convergence.warehouse.JobId id) {
    for (int again = 0; ; again++) {
      var there = look(name(id, again));
      var job = there.isPresent() ? there.get() : mark(name(id, again));
      if (isForbidden(job)) return Optional.empty();
      if (!isDone(job)) {
        stop(job.getJobId());
        job = await(job, GRACE);
      }
      if (!hasFailed(job)) return Optional.of(Outcome.of(job, true));
    }
  }

  /// Takes the id, so that nobody else can.
  private Job mark(JobId id) {
    var nothing = QueryJobConfiguration.newBuilder("SELECT 1").setUseLegacySql(false).build();
    return insert(id, new Plan.Query(nothing), Map.of(FORBIDDEN, "true")).job();
  }

  /// The latest that has not failed.
  private Optional<Job> last(convergence.warehouse.JobId id) {
    for (int again = 0; ; again++) {
      var there = look(name(id, again));
      if (there.isEmpty() || !hasFailed(there.get())) return there;
    }
  }

  private JobId name(convergence.warehouse.JobId id, int again) {
    return JobId.newBuilder()
        .setJob(again == 0 ? id.value() : id.value() + "-r" + again)
        .setLocation(location)
        .build();
  }

  /// After an unclear answer only a look tells whether the job is there; where it is not, its id may be tried
  /// again without harm.
  private Held insert(JobId id, Plan plan, Map<String, String> marks) {
    var labels = new java.util.HashMap<>(marks);
    String owner = ids.uuid().toString();
    labels.put(OWNER, owner);
    for (int left = INSERTS; ; left--) {
      Optional<Job> there;
      try {
        there = Optional.of(whole(Calls.undisturbed(() -> plan.insert(client, id, labels))));
      } catch (BigQueryException e) {
        if (!Answers.isDuplicate(e) && !Answers.isUnclear(e)) throw Answers.of(e, "data_invalid");
        there = look(id);
        if (there.isEmpty() && left == 1) throw Answers.of(e, "data_invalid");
      }
      if (there.isPresent()) return new Held(there.get(), owner.equals(label(there.get(), OWNER)));
    }
  }

  /// The client answers a taken id with a job that has no state.
  private Job whole(Job job) {
    return job.getStatus() == null
        ? look(job.getJobId()).orElseThrow(() -> gone(job.getJobId()))
        : job;
  }

  private Optional<Job> look(JobId id) {
    try {
      return Calls.undisturbed(() -> Optional.ofNullable(client.getJob(id)));
    } catch (BigQueryException e) {
      if (Answers.isMissing(e)) return Optional.empty();
      throw Answers.of(e, "data_invalid");
    }
  }

  private static Fault gone(JobId id) {
    return new Fault.Transient("unavailable", "BigQuery knows no job " + id.getJob() + " any more");
  }

  /// Waits for the end, however it ends. An interrupt cancels the job.
  private Job await(Job job, Duration limit) {
    long end = System.nanoTime() + limit.plus(GRACE).toNanos();
    long pause = FIRST_LOOK.toNanos();
    boolean interrupted = false;
    var latest = job;
    while (!isDone(latest)) {
      if (Thread.interrupted()) {
        interrupted = true;
        stop(job.getJobId());
        end = Math.min(end, System.nanoTime() + GRACE.toNanos());
      }
      if (System.nanoTime() > end) throw abandoned(job, interrupted);
      LockSupport.parkNanos(pause);
      pause = Math.min(pause * 3 / 2, LAST_LOOK.toNanos());
      if (!Thread.currentThread().isInterrupted())
        latest = look(job.getJobId()).orElseThrow(() -> gone(job.getJobId()));
    }
    if (interrupted) Thread.currentThread().interrupt();
    return latest;
  }

  private Fault abandoned(Job job, boolean interrupted) {
    stop(job.getJobId());
    if (interrupted) Thread.currentThread().interrupt();
    String id = job.getJobId().getJob();
    return interrupted
        ? new Fault.Cancelled("job " + id + " was asked to stop and has not answered")
        : new Fault.TimedOut("job " + id + " did not end at its time limit");
  }

  private void stop(JobId id) {
    try {
      boolean _ = Calls.undisturbed(() -> client.cancel(id));
    } catch (BigQueryException e) {
      if (!Answers.isMissing(e)) throw Answers.of(e, "data_invalid");
    }
  }

  private static Job succeeded(Job done) {
    var error = done.getStatus().getError();
    if (error != null) throw Answers.of(error, "data_invalid");
    return done;
  }

  private static boolean hasFailed(Job job) {
    return isDone(job) && job.getStatus().getError() != null;
  }

  private static boolean isDone(Job job) {
    return JobStatus.State.DONE.equals(state(job));
  }

  private static JobStatus.State state(Job job) {
    return job.getStatus().getState();
  }

  private static boolean isForbidden(Job job) {
    return label(job, FORBIDDEN) != null;
  }

  private static @Nullable String label(Job job, String name) {
    JobConfiguration configuration = job.getConfiguration();
    var labels =
        switch (configuration) {
          case QueryJobConfiguration query -> query.getLabels();
          case LoadJobConfiguration load -> load.getLabels();
          default -> null;
        };
    return Objects.requireNonNullElse(labels, Map.<String, String>of()).get(name);
  }
}
