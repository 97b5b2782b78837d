package convergence.run;

import convergence.run.RunEvent.StepEnded;
import convergence.run.RunEvent.StepStarted;
import convergence.run.RunState.Running;
import convergence.template.TemplateKey;
import convergence.tenant.TenantId;
import convergence.warehouse.SqlValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ledger's record of a run: a finite state machine. [#apply] is the law, every allowed transition is
/// there; only [RunLedger] calls it.
///
/// @param dataset the tenant's dataset
/// @param parameters as the caller sees them: what was sent and the defaults
/// @param variables values of the plan's SQL variables
/// @param acceptedAt `start_time`; never moves
/// @param firstRunningAt `duration_ms` counts from here
/// @param fence grows with each claim; a writer with another fence is stale
/// @param revision grows with each change that the run's row shows
/// @param rings how often the doorbell was rung again
/// @param dueAt when the sweeper looks at it next; null: never
/// @param openKey id of the `open/` claim that it holds; empty: none
/// @param slot whether it holds a slot of its tenant's quota
/// @param retryOf the run whose finished steps it took over
/// @param cancelRequested somebody wants it to stop
/// @param steps records of the steps that began or ended, by index
public record Run(
    RunId id,
    TenantId tenant,
    String dataset,
    String pipelineId,
    TemplateKey template,
    String planHash,
    TriggerType trigger,
    @Nullable String userId,
    Map<String, Object> parameters,
    Map<String, SqlValue> variables,
    Instant acceptedAt,
    @Nullable Instant firstRunningAt,
    RunState state,
    long fence,
    long revision,
    int rings,
    @Nullable Instant dueAt,
    String openKey,
    boolean slot,
    @Nullable RunId retryOf,
    boolean cancelRequested,
    List<StepRecord> steps) {
  public Run {
    steps = List.copyOf(steps);
  }

  /// The run after the event.
  ///
  /// @throws IllegalStateException the transition is not allowed
  Run apply(RunEvent event) {
    return switch (event) {
      case RunEvent.Claimed e -> claimed(e);
      case RunEvent.Beat e -> {
        var running = running(event);
        yield in(new Running(running.worker(), running.since(), e.leaseUntil()), revision)
            .due(e.leaseUntil().plus(RunLedger.LEASE_GRACE));
      }
      case RunEvent.LeaseEnded e -> {
        running(event);
        yield in(new RunState.Pending(e.at()), revision + 1).due(e.at());
      }
      case RunEvent.Rung e -> {
        pending(event);
        yield rungAt(e.at());
      }
      case RunEvent.CancelRequested e -> {
        open(event);
        yield cancelling();
      }
      case StepStarted e -> {
        running(event);
        yield step(started(e));
      }
      case StepEnded e -> {
        running(event);
        yield step(ended(e));
      }
      case RunEvent.Completed e -> {
        running(event);
        yield ended(new RunState.Completed(e.at()));
      }
      case RunEvent.Failed e -> {
        open(event);
        yield ended(new RunState.Failed(e.at(), e.errorCode(), e.message()));
      }
      case RunEvent.Cancelled e -> {
        open(event);
        yield ended(new RunState.Cancelled(e.at()));
      }
    };
  }

  public Optional<StepRecord> step(String stepId) {
    return steps.stream().filter(s -> s.stepId().equals(stepId)).findFirst();
  }

  /// When it ended; null while it is open.
  public @Nullable Instant endedAt() {
    return switch (state) {
      case RunState.Pending _, Running _ -> null;
      case RunState.Completed s -> s.at();
      case RunState.Failed s -> s.at();
      case RunState.Cancelled s -> s.at();
    };
  }

  /// The new run as it is let in, with or without a slot of its tenant's quota. A scheduled one was accepted
  /// when its slot was queued; any other is now.
  ///
  /// @param at read in the transaction that admits it, so that it does not begin before the end of the run
  ///     whose slot it gets
  Run admitted(boolean slotHeld, Instant at) {
    return new Run(
        id,
        tenant,
        dataset,
        pipelineId,
        template,
        planHash,
        trigger,
        userId,
        parameters,
        variables,
        trigger == TriggerType.SCHEDULER ? acceptedAt : at,
        firstRunningAt,
        new RunState.Pending(at),
        fence,
        revision,
        rings,
        at.plus(RunLedger.ringAfter(0)),
        openKey,
        slotHeld,
        retryOf,
        cancelRequested,
        steps);
  }

  private Run claimed(RunEvent.Claimed e) {
    pending(e);
    var state = new Running(e.worker(), e.at(), e.leaseUntil());
    return new Run(
        id,
        tenant,
        dataset,
        pipelineId,
        template,
        planHash,
        trigger,
        userId,
        parameters,
        variables,
        acceptedAt,
        firstRunningAt == null ? e.at() : firstRunningAt,
        state,
        fence + 1,
        revision + 1,
        rings,
        e.leaseUntil().plus(RunLedger.LEASE_GRACE),
        openKey,
        slot,
        retryOf,
        cancelRequested,
        steps);
  }

  private Run ended(RunState end) {
    return new Run(
        id,
        tenant,
        dataset,
        pipelineId,
        template,
        planHash,
        trigger,
        userId,
        parameters,
        variables,
        acceptedAt,
        firstRunningAt,
        end,
        fence,
        revision + 1,
        rings,
        null,
        "",
        false,
        retryOf,
        cancelRequested,
        steps);
  }

  private Run in(RunState next, long nextRevision) {
    return new Run(
        id,
        tenant,
        dataset,
        pipelineId,
        template,
        planHash,
        trigger,
        userId,
        parameters,
        variables,
        acceptedAt,
        firstRunningAt,
        next,
        fence,
        nextRevision,
        rings,
        dueAt,
        openKey,
        slot,
        retryOf,
        cancelRequested,
        steps);
  }

  private Run due(Instant at) {
    return new Run(
        id,
        tenant,
        dataset,
        pipelineId,
        template,
        planHash,
        trigger,
        userId,
        parameters,
        variables,
        acceptedAt,
        firstRunningAt,
        state,
        fence,
        revision,
        rings,
        at,
        openKey,
        slot,
        retryOf,
        cancelRequested,
        steps);
  }

  private Run rungAt(Instant at) {
    return new Run(
        id,
        tenant,
        dataset,
        pipelineId,
        template,
        planHash,
        trigger,
        userId,
        parameters,
        variables,
        acceptedAt,
        firstRunningAt,
        state,
        fence,
        revision,
        rings + 1,
        at.plus(RunLedger.ringAfter(rings + 1)),
        openKey,
        slot,
        retryOf,
        cancelRequested,
        steps);
  }

  private Run cancelling() {
    return new Run(
        id,
        tenant,
        dataset,
        pipelineId,
        template,
        planHash,
        trigger,
        userId,
        parameters,
        variables,
        acceptedAt,
        firstRunningAt,
        state,
        fence,
        revision,
        rings,
        dueAt,
        openKey,
        slot,
        retryOf,
        true,
        steps);
  }

  private Run step(StepRecord changed) {
    var next = new ArrayList<>(steps);
    next.removeIf(s -> s.stepId().equals(changed.stepId()));
    next.add(changed);
    next.sort(Comparator.comparingInt(StepRecord::index));
    return new Run(
        id,
        tenant,
        dataset,
        pipelineId,
        template,
        planHash,
        trigger,
        userId,
        parameters,
        variables,
        acceptedAt,
        firstRunningAt,
        state,
        fence,
        revision,
        rings,
        dueAt,
        openKey,
        slot,
        retryOf,
        cancelRequested,
        next);
  }

  private StepRecord started(StepStarted e) {
    var before = step(e.stepId()).orElse(null);
    if (before != null && before.status().ended()) throw illegal(e);
    // A later attempt keeps the first start: a step lasts from its first attempt to its end.
    var since = before == null || before.startedAt() == null ? e.at() : before.startedAt();
    return new StepRecord(
        e.stepId(),
        e.index(),
        e.stepType(),
        StepRecord.Status.RUNNING,
        e.attempt(),
        e.jobId(),
        since,
        null,
        0,
        0,
        null,
        null,
        Map.of(),
        before == null ? 1 : before.revision() + 1);
  }

  private StepRecord ended(StepEnded e) {
    var before = step(e.stepId()).orElse(null);
    if (before != null && before.status().ended()) throw illegal(e);
    return new StepRecord(
        e.stepId(),
        e.index(),
        e.stepType(),
        e.status(),
        before == null ? 0 : before.attempt(),
        before == null ? null : before.jobId(),
        before == null ? null : before.startedAt(),
        e.at(),
        e.rows(),
        e.bytes(),
        e.errorCode(),
        e.errorMessage(),
        e.metadata(),
        before == null ? 1 : before.revision() + 1);
  }

  private Running running(RunEvent event) {
    if (state instanceof Running running) return running;
    throw illegal(event);
  }

  private void pending(RunEvent event) {
    if (!(state instanceof RunState.Pending)) throw illegal(event);
  }

  private void open(RunEvent event) {
    if (!state.open()) throw illegal(event);
  }

  private IllegalStateException illegal(RunEvent event) {
    return new IllegalStateException(
        "run " + id + " is " + state.status() + ": " + event.getClass().getSimpleName());
  }
}
