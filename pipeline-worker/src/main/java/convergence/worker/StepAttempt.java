package convergence.worker;

import convergence.credential.CredentialVault;
import convergence.port.Secret;
import convergence.port.Traces.Span;
import convergence.port.Warehouse;
import convergence.problem.Fault;
import convergence.run.Run;
import convergence.run.RunEvent.StepStarted;
import convergence.template.PipelinePlan;
import convergence.template.PlannedStep;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import convergence.warehouse.Rows;
import convergence.warehouse.SqlValue;
import convergence.worker.step.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One attempt of a step. Its job's id is derived from run, step and attempt and is durable in the ledger before
/// the job is submitted, so that whoever comes after a crash finds the job instead of running it again.
final class StepAttempt implements StepContext {
  private final LiveRun live;
  private final PlannedStep step;
  private final int number;
  private final Span span;
  private final World world;
  private final Instant deadline;
  private final Stop over;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Stop> why = new AtomicReference<>();
  // Written by the step's thread, read by those who stop it: the job that may be under way.
  private volatile @Nullable JobId job;
  private final boolean jobRecorded;
  // Set and read by the step's thread alone; gone with the attempt.
  private @Nullable Secret credential;

  /// What every attempt works with.
  record World(
      Warehouse warehouse,
      MetadataShipper shipper,
      CredentialVault vault,
      InstantSource clock,
      Pause pause) {}

  /// @param recordedJob the job of this attempt that an earlier worker recorded; null: none
  /// @param overtime the step began after the run's time was over, to clean up or report: it has its own
  /// @param span the step's part of its run's trace
  StepAttempt(
      LiveRun live,
      PlannedStep step,
      int number,
      @Nullable String recordedJob,
      boolean overtime,
      Span span,
      World world) {
    this.live = live;
    this.step = step;
    this.number = number;
    this.span = span;
    this.world = world;
    this.jobRecorded = recordedJob != null;
    this.job = recordedJob == null ? null : new JobId(recordedJob);
    Instant own = world.clock().instant().plusSeconds(step.timeoutSeconds());
    boolean runIsFirst = !overtime && live.deadline().isBefore(own);
    this.deadline = runIsFirst ? live.deadline() : own;
    this.over = runIsFirst ? Stop.RUN_TIMEOUT : Stop.STEP_TIMEOUT;
  }

  int number() {
    return number;
  }

  Optional<Stop> stopReason() {
    return Optional.ofNullable(why.get());
  }

  /// What the job of an earlier worker did, if it is done.
  Optional<JobResult> recovered() {
    var known = job;
    return known == null ? Optional.empty() : world.warehouse().find(known);
  }

  /// The job of this attempt, if it may be under way or done.
  Optional<JobId> submitted() {
    return Optional.ofNullable(job);
  }

  @Override
  public Run run() {
    return live.journal().run();
  }

  @Override
  public PlannedStep step() {
    return step;
  }

  @Override
  public Instant now() {
    return world.clock().instant();
  }

  @Override
  public String stableId() {
    return live.id() + "-" + step.stepId();
  }

  /// Opens the credential that the step names.
  ///
  /// @throws Fault.Permanent `credential_missing`: the tenant has none for that provider
  void openCredential() {
    var provider = step.credential();
    if (provider == null) return;
    credential =
        world
            .vault()
            .open(live.plan().tenant(), provider)
            .orElseThrow(
                () ->
                    new Fault.Permanent(
                        "credential_missing",
                        "The tenant has no active credential for %s.".formatted(provider)));
  }

  @Override
  public Optional<Secret> credential() {
    return Optional.ofNullable(credential);
  }

  @Override
  public JobResult job(JobMaker maker) {
    goOn();
    var id = new JobId("cvg_%s_%d_%d".formatted(live.id(), step.index(), number));
    if (!jobRecorded) live.journal().append(started(id.value()));
    leave();
    job = id;
    var made = maker.make(id, left());
    if (made instanceof Job.Query query) freshen(query.sql());
    try {
      return world.warehouse().run(made);
    } catch (Fault.Permanent e) {
      // The job's own answer: it is over and had no effect.
      job = null;
      throw e;
    }
  }

  @Override
  public Rows query(BoundSql sql, Map<String, SqlValue> values, int limit) {
    goOn();
    live.journal().flush();
    freshen(sql);
    var timeout = left();
    var task =
        new FutureTask<>(
            () -> world.warehouse().query(sql, values, live.plan().dataset(), limit, timeout));
    Thread.ofVirtual()
        .start(
            () -> {
              try (var _ = span.activate()) {
                task.run();
              }
            });
    return await(task);
  }

  /// A query changes nothing: when the attempt is stopped it is left behind.
  private Rows await(FutureTask<Rows> task) {
    while (true) {
      try {
        return task.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        goOn();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("a step's thread was interrupted", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Fault fault) throw fault;
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  /// Metadata rows travel to their tables with a delay; who asks for them gets them all.
  private void freshen(BoundSql sql) {
    if (sql.text().contains("x_meta_")) world.shipper().flush();
  }

  @Override
  public void leave() {
    live.journal().barrier();
    goOn();
  }

  @Override
  public void sleep(Duration time) {
    live.journal().flush();
    Instant until = world.clock().instant().plus(time);
    boolean inTime = !until.isAfter(deadline);
    rest(inTime ? time : left());
    if (!inTime) stop(over);
    goOn();
  }

  /// Waits without a word to the ledger; ends early when the attempt is stopped.
  void rest(Duration time) {
    try {
      world.pause().sleep(time, stopped);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("a step's thread was interrupted", e);
    }
  }

  StepStarted started(@Nullable String jobId) {
    return new StepStarted(
        step.stepId(),
        step.index(),
        step.spec().stepType(),
        number,
        jobId,
        world.clock().instant());
  }

  /// Tells the attempt to stop; the first reason counts. A job under way is cancelled, unless it is another
  /// worker's by now.
  void stop(Stop reason) {
    why.compareAndSet(null, reason);
    stopped.countDown();
    cancelJob();
  }

  void tick(Instant now) {
    if (why.get() == null && !now.isBefore(deadline)) stop(over);
    // The job may have been submitted just after it was cancelled: again, until the attempt ends.
    else if (why.get() != null) cancelJob();
  }

  private void cancelJob() {
    var id = job;
    if (id == null || why.get() == Stop.GIVEN_UP) return;
    Thread.ofVirtual().start(() -> world.warehouse().cancel(id));
  }

  private Duration left() {
    var left = Duration.between(world.clock().instant(), deadline);
    if (!left.isPositive()) throw fault(over);
    return left;
  }

  private void goOn() {
    var reason = why.get();
    if (reason != null) throw fault(reason);
  }

  /// What a stopped attempt ends with.
  Fault fault(Stop reason) {
    return switch (reason) {
      // Of a run that was given up nobody hears.
      case CANCELLED, GIVEN_UP -> new Fault.Cancelled("The run was cancelled.");
      case STEP_TIMEOUT ->
          new Fault.TimedOut(
              "The step took longer than its %d s.".formatted(step.timeoutSeconds()));
      case RUN_TIMEOUT -> new Fault.TimedOut(late(live.plan()));
    };
  }

  static String late(PipelinePlan plan) {
    return "The run took longer than its %d s.".formatted(plan.timeoutSeconds());
  }
}
