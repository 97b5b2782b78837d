package convergence.worker;

import convergence.credential.CredentialVault;
import convergence.port.Fact;
import convergence.port.Ids;
import convergence.port.Traces.Kind;
import convergence.port.Traces.Span;
import convergence.port.Warehouse;
import convergence.problem.Fault;
import convergence.run.LostLease;
import convergence.run.RunEvent.StepEnded;
import convergence.run.StepRecord;
import convergence.run.StepRecord.Status;
import convergence.template.PlannedStep;
import convergence.warehouse.JobResult;
import convergence.worker.step.StepResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one step to its end: attempts, back-off, and what the ledger may say of a job. A step whose job may
/// still take effect is never called FAILED: first the warehouse forbids the job, or says that it was done.
@Singleton
final class StepRunner {
  private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final int LONGEST_MESSAGE = 2000;

  private final StepProcessors processors;
  private final StepAttempt.World world;
  private final Ids ids;

  StepRunner(
      StepProcessors processors,
      Warehouse warehouse,
      MetadataShipper shipper,
      CredentialVault vault,
      InstantSource clock,
      Pause pause,
      Ids ids) {
    this.processors = processors;
    this.world = new StepAttempt.World(warehouse, shipper, vault, clock, pause);
    this.ids = ids;
  }

  /// Runs the step, or goes on where an earlier worker left it.
  ///
  /// @throws LostLease the run is another's; nothing was written
  StepOutcome run(LiveRun live, PlannedStep step) {
    var span =
        live.span()
            .child(Kind.INTERNAL, "step")
            .tell("convergence.step_id", step.stepId())
            .tell("convergence.step_type", step.spec().stepType());
    try (var _ = span.activate()) {
      var end = run(live, step, span);
      span.tell("convergence.status", end.event().status().name());
      if (end.event().status() == Status.FAILED)
        span.failed(Objects.requireNonNullElse(end.event().errorCode(), "failed"));
      return end;
    } finally {
      span.end();
    }
  }

  private StepOutcome run(LiveRun live, PlannedStep step, Span span) {
    var before = live.journal().run().step(step.stepId()).orElse(null);
    int number = before == null ? 1 : Math.max(1, before.attempt());
    boolean overtime =
        step.trigger() != PlannedStep.Trigger.ON_SUCCESS
            && !world.clock().instant().isBefore(live.deadline());
    var attempt = new StepAttempt(live, step, number, jobOf(before), overtime, span, world);
    if (before == null) live.journal().ride(attempt.started(null));
    while (true) {
      var outcome = run(live, attempt);
      if (outcome.isPresent()) return outcome.get();
      number++;
      attempt = new StepAttempt(live, step, number, null, overtime, span, world);
      live.journal().append(attempt.started(null));
    }
  }

  /// One attempt, and the pause after it; empty: another is due.
  private Optional<StepOutcome> run(LiveRun live, StepAttempt attempt) {
    live.began(attempt);
    try {
      return Optional.of(ended(attempt, work(attempt)));
    } catch (LostLease | GivenUp e) {
      throw e;
    } catch (RuntimeException e) {
      var done = settle(live, attempt);
      if (done.isPresent()) return Optional.of(ended(attempt, StepResult.Done.of(done.get())));
      return judge(live, attempt, e);
    } finally {
      live.ended(attempt);
    }
  }

  private StepResult work(StepAttempt attempt) {
    var done = attempt.recovered();
    if (done.isPresent()) return StepResult.Done.of(done.get());
    attempt.openCredential();
    return processors.run(attempt.step().spec(), attempt);
  }

  /// Makes sure that the attempt's job takes no effect any more.
  ///
  /// @return what the job did, if it had been faster
  private Optional<JobResult> settle(LiveRun live, StepAttempt attempt) {
    live.stillOurs();
    var job = attempt.submitted();
    if (job.isEmpty()) return Optional.empty();
    for (int round = 1; ; round++) {
      prove(live);
      try {
        return world.warehouse().forbid(job.get());
      } catch (Fault.Transient unavailable) {
        LOG.warn("job {} could not be forbidden yet: {}", job.get(), unavailable.getMessage());
        sleep(pause(round));
      }
    }
  }

  /// Only the run's owner may forbid its jobs.
  private void prove(LiveRun live) {
    live.journal().beat(world.clock().instant());
    live.journal().barrier();
  }

  private Optional<StepOutcome> judge(LiveRun live, StepAttempt attempt, RuntimeException e) {
    if (!(e instanceof Fault fault)) return Optional.of(bug(live, attempt, e));
    return switch (meant(attempt, fault)) {
      case Fault.Transient f -> again(live, attempt, f);
      case Fault.Permanent f ->
          // An earlier worker stopped this attempt's job and died before it could say so.
          f.code().equals("forbidden_job")
              ? again(live, attempt, f)
              : Optional.of(failed(attempt, f, false));
      case Fault.TimedOut f ->
          Optional.of(
              failed(attempt, f, attempt.stopReason().equals(Optional.of(Stop.RUN_TIMEOUT))));
      case Fault.Cancelled f -> Optional.of(failed(attempt, f, false));
    };
  }

  /// What ended the attempt: the reason for which it was stopped, rather than what came of stopping it.
  private static Fault meant(StepAttempt attempt, Fault fault) {
    return fault instanceof Fault.Permanent
        ? fault
        : attempt.stopReason().map(attempt::fault).orElse(fault);
  }

  private Optional<StepOutcome> again(LiveRun live, StepAttempt attempt, Fault fault) {
    if (attempt.number() > attempt.step().retryAttempts())
      return Optional.of(failed(attempt, fault, false));
    attempt.rest(pause(attempt.number()));
    live.stillOurs();
    if (live.cancelled()) return Optional.of(failed(attempt, attempt.fault(Stop.CANCELLED), false));
    return Optional.empty();
  }

  /// Exponential, with full jitter.
  private Duration pause(int round) {
    long most =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(round - 1, 10));
    return Duration.ofMillis((long) (ids.fraction() * most));
  }

  private void sleep(Duration time) {
    try {
      world.pause().sleep(time, new CountDownLatch(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("a step's thread was interrupted", e);
    }
  }

  private StepOutcome ended(StepAttempt attempt, StepResult result) {
    return switch (result) {
      case StepResult.Done d ->
          outcome(
              attempt, Status.COMPLETED, d.rows(), d.bytes(), null, null, d.metadata(), d.facts());
      case StepResult.Skipped s ->
          outcome(
              attempt, Status.SKIPPED, 0, 0, null, null, Map.of("reason", s.reason()), List.of());
      case StepResult.Failed f ->
          outcome(
              attempt, Status.FAILED, f.rows(), 0, f.code(), f.message(), f.metadata(), f.facts());
    };
  }

  private StepOutcome failed(StepAttempt attempt, Fault fault, boolean stopsRun) {
    var end =
        outcome(
            attempt, Status.FAILED, 0, 0, fault.code(), fault.getMessage(), Map.of(), List.of());
    return new StepOutcome(end.event(), end.facts(), stopsRun);
  }

  private StepOutcome bug(LiveRun live, StepAttempt attempt, RuntimeException e) {
    LOG.error(
        "bug in step {} of run {} of tenant {}",
        attempt.step().stepId(),
        live.id(),
        live.plan().tenant(),
        e);
    var end =
        outcome(
            attempt,
            Status.FAILED,
            0,
            0,
            "bug",
            "An internal error ended the step; the log tells more under this run's id.",
            Map.of(),
            List.of());
    return new StepOutcome(end.event(), end.facts(), true);
  }

  private StepOutcome outcome(
      StepAttempt attempt,
      Status status,
      long rows,
      long bytes,
      @Nullable String code,
      @Nullable String message,
      Map<String, Object> metadata,
      List<Fact> facts) {
    var step = attempt.step();
    var event =
        new StepEnded(
            step.stepId(),
            step.index(),
            step.spec().stepType(),
            status,
            rows,
            bytes,
            code,
            message == null || message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE) + "…",
            metadata,
            world.clock().instant());
    return new StepOutcome(event, facts, false);
  }

  private static @Nullable String jobOf(@Nullable StepRecord before) {
    return before == null ? null : before.jobId();
  }
}
