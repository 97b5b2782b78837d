package convergence.bigquery.job;

import com.google.api.services.bigquery.model.ErrorProto;
import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobStatistics;
import com.google.api.services.bigquery.model.JobStatus;
import convergence.bigquery.fault.Faults;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Reason;
import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs jobs on threads of its own: PENDING until one is free, RUNNING, then DONE with or without
/// an error.
public final class Jobs implements AutoCloseable {
  private static final String USER = "convergence@localhost";
  private static final Duration STOP_AGAIN = Duration.ofMillis(50);
  private final JobBook book;
  private final Faults faults;
  private final InstantSource clock;
  private final ExecutorService threads;
  private final ExecutorService stoppers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("bigquery-stop-", 0).factory());
  private final Map<JobKey, JobEntry> open = new ConcurrentHashMap<>();

  /// @param atOnce jobs that run at the same time
  public Jobs(JobBook book, Faults faults, InstantSource clock, int atOnce) {
    this.book = book;
    this.faults = faults;
    this.clock = clock;
    this.threads =
        Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().name("bigquery-job-", 0).factory());
  }

  /// Ends what a killed process left open: done if its effect is in the warehouse, failed if not.
  public void settle(Function<JobId, Optional<JobResult>> effects) {
    for (var left : book.left()) {
      var key = left.key();
      var last = Bodies.copy(left.job());
      var effect = effects.apply(key.inWarehouse());
      last.setStatus(effect.isPresent() ? done(null, List.of()) : done(lost().proto(), List.of()));
      last.getStatistics().setEndTime(now());
      book.end(key, last);
    }
  }

  private static ApiException lost() {
    return new ApiException(
        Reason.BACKEND,
        "The server was stopped while the job ran; it took no effect. Retry the job.");
  }

  /// Takes a job in and returns at once.
  ///
  /// @throws ApiException the id is taken
  public JobEntry submit(JobKey key, String location, JobConfiguration configuration, Work work) {
    var job = fresh(key, location, configuration);
    var entry = new JobEntry(key, job, work);
    book.open(key, job);
    open.put(key, entry);
    threads.execute(() -> run(entry));
    return entry;
  }

  /// A job's children go with it.
  public void delete(JobKey key) {
    for (var child : book.children(key))
      book.delete(key.beside(child.getJobReference().getJobId()));
    book.delete(key);
  }

  private Job fresh(JobKey key, String location, JobConfiguration configuration) {
    return new Job()
        .setKind("bigquery#job")
        .setId(key.shown(location))
        .setSelfLink("/bigquery/v2/projects/" + key.project() + "/jobs/" + key.id())
        .setUserEmail(USER)
        .setPrincipalSubject("user:" + USER)
        .setJobReference(key.reference(location))
        .setConfiguration(configuration)
        .setStatistics(new JobStatistics().setCreationTime(now()))
        .setStatus(new JobStatus().setState("PENDING"));
  }

  private void run(JobEntry entry) {
    var waiting = entry.resource();
    var running =
        next(waiting)
            .setStatistics(
                new JobStatistics()
                    .setCreationTime(waiting.getStatistics().getCreationTime())
                    .setStartTime(now()))
            .setStatus(new JobStatus().setState("RUNNING"));
    entry.become(running);
    var fault = faults.ofJob(running.getConfiguration().getJobType(), entry.key().id());
    Job last;
    try {
      fault.ifPresent(found -> faults.beforeJob(found, entry::isCancelled));
      if (entry.isCancelled()) throw stopped();
      last = ended(running, entry.work().run());
    } catch (Exception e) {
      last = failed(running, entry.isCancelled() ? stopped() : Failures.of(e));
    }
    fault.ifPresent(faults::afterJob);
    try {
      keepChildren(entry, last);
      book.end(entry.key(), last);
    } finally {
      open.remove(entry.key());
      entry.end(last);
    }
  }

  private void keepChildren(JobEntry entry, Job last) {
    var children = entry.work().children();
    if (children.isEmpty()) return;
    last.getStatistics().setNumChildJobs((long) children.size());
    var location = last.getJobReference().getLocation();
    book.keep(
        children.stream().map(child -> ended(entry.key().beside(child.id()), location, child)));
  }

  private Job ended(JobKey key, String location, Work.Child child) {
    var problem = child.problem();
    return fresh(key, location, child.configuration())
        .setStatistics(child.statistics())
        .setStatus(done(problem, problem == null ? List.of() : List.of(problem)));
  }

  private static ApiException stopped() {
    return new ApiException(
        Reason.STOPPED, "Job execution was cancelled: User requested cancellation");
  }

  private Job ended(Job running, Work.Done done) {
    return next(running)
        .setConfiguration(done.configuration())
        .setStatistics(timed(done.statistics(), running.getStatistics()))
        .setStatus(done(null, done.warnings()));
  }

  private Job failed(Job running, ApiException problem) {
    return next(running)
        .setStatistics(timed(new JobStatistics(), running.getStatistics()))
        .setStatus(done(problem.proto(), List.of(problem.proto())));
  }

  /// The job's next resource, which shares all that is not set anew.
  private static Job next(Job job) {
    return new Job()
        .setKind(job.getKind())
        .setId(job.getId())
        .setSelfLink(job.getSelfLink())
        .setUserEmail(job.getUserEmail())
        .setPrincipalSubject(job.getPrincipalSubject())
        .setJobReference(job.getJobReference())
        .setConfiguration(job.getConfiguration());
  }

  private JobStatistics timed(JobStatistics statistics, JobStatistics running) {
    long now = now();
    // One slot, the job's own: its time is never nothing.
    long slotMs = Math.max(1, now - running.getStartTime());
    statistics.setTotalSlotMs(slotMs);
    if (statistics.getQuery() != null) statistics.getQuery().setTotalSlotMs(slotMs);
    return statistics
        .setCreationTime(running.getCreationTime())
        .setStartTime(running.getStartTime())
        .setEndTime(now)
        .setFinalExecutionDurationMs(now - running.getStartTime());
  }

  private static JobStatus done(@Nullable ErrorProto problem, List<ErrorProto> errors) {
    var status = new JobStatus().setState("DONE");
    if (problem != null) status.setErrorResult(problem);
    if (problem != null || !errors.isEmpty())
      status.setErrors(errors.isEmpty() && problem != null ? List.of(problem) : errors);
    return status;
  }

  private long now() {
    return clock.millis();
  }

  /// The name of a job of this owner.
  public JobKey key(String project, String id) {
    return book.key(project, id);
  }

  public JobBook book() {
    return book;
  }

  /// One that has not ended.
  public Optional<JobEntry> open(JobKey key) {
    return Optional.ofNullable(open.get(key));
  }

  /// @throws ApiException unknown
  public Job get(JobKey key) {
    var running = open.get(key);
    if (running != null) return running.resource();
    return book.find(key)
        .orElseThrow(
            () ->
                new ApiException(
                    Reason.NOT_FOUND, "Not found: Job " + key.project() + ":" + key.id()));
  }

  /// As it stands now, of one that was kept.
  public Job current(Job kept) {
    var reference = kept.getJobReference();
    return open(key(reference.getProjectId(), reference.getJobId()))
        .map(JobEntry::resource)
        .orElse(kept);
  }

  /// A project's jobs of late, newest first, each as it stands now.
  public List<Job> since(String project, Instant first) {
    return book.since(project, first).stream().map(this::current).toList();
  }

  /// Asks it to stop; one that has ended stays as it is.
  public Job cancel(JobKey key) {
    var running = open.get(key);
    if (running == null) return get(key);
    running.cancel();
    stoppers.execute(() -> stopUntilEnd(running));
    return running.resource();
  }

  /// The warehouse may know nothing of the work yet, when there is nothing that could be stopped.
  private static void stopUntilEnd(JobEntry entry) {
    while (!entry.await(STOP_AGAIN)) entry.cancel();
  }

  @Override
  public void close() {
    open.values().forEach(JobEntry::cancel);
    threads.shutdown();
    stoppers.shutdown();
  }
}
