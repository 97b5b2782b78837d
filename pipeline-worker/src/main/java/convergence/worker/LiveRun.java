package convergence.worker;

import convergence.port.Traces.Span;
import convergence.run.Run;
import convergence.run.RunId;
import convergence.run.RunJournal;
import convergence.run.RunLedger;
import convergence.template.PipelinePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A run that this worker holds: its journal, its attempts under way, and whether it should stop. Its own
/// thread executes it; the heart and whoever cancels speak to it from other threads.
final class LiveRun {
  private final PipelinePlan plan;
  private final RunJournal journal;
  private final RunId id;
  private final long fence;
  private final Instant claimedAt;
  private final Instant deadline;
  private final Span span;
  private final Set<StepAttempt> attempts = ConcurrentHashMap.newKeySet();
  // Set by any thread, never back.
  private volatile boolean cancelled;
  private volatile boolean givenUp;
  // Set before the run's own thread begins.
  private boolean doomed;
  // Only the heart reads and writes it.
  private Instant nextBeat;

  /// @param span the run's part of its trace, in this worker
  LiveRun(Run claimed, PipelinePlan plan, RunJournal journal, Instant now, Span span) {
    this.plan = plan;
    this.span = span;
    this.journal = journal;
    this.id = claimed.id();
    this.fence = claimed.fence();
    this.claimedAt = now;
    this.cancelled = claimed.cancelRequested();
    this.nextBeat = now.plus(RunLedger.HEARTBEAT);
    this.deadline =
        Objects.requireNonNullElse(claimed.firstRunningAt(), now)
            .plusSeconds(plan.timeoutSeconds());
  }

  RunId id() {
    return id;
  }

  Span span() {
    return span;
  }

  PipelinePlan plan() {
    return plan;
  }

  RunJournal journal() {
    return journal;
  }

  Instant claimedAt() {
    return claimedAt;
  }

  /// When the run's time is over; counts from its first RUNNING, over all workers.
  Instant deadline() {
    return deadline;
  }

  boolean cancelled() {
    return cancelled;
  }

  /// Too many workers died over it, or gave it back: it is ended rather than tried again.
  void doom() {
    doomed = true;
  }

  boolean doomed() {
    return doomed;
  }

  /// To be asked before the ledger or the warehouse hears of anything that went wrong here.
  ///
  /// @throws GivenUp nothing may be told any more
  void stillOurs() {
    if (givenUp) throw new GivenUp();
  }

  void cancel() {
    cancelled = true;
    attempts.forEach(attempt -> attempt.stop(Stop.CANCELLED));
  }

  /// The lease is lost or given back: whatever still works here for the run must end without a word.
  void giveUp() {
    givenUp = true;
    attempts.forEach(attempt -> attempt.stop(Stop.GIVEN_UP));
  }

  void began(StepAttempt attempt) {
    attempts.add(attempt);
    if (givenUp) attempt.stop(Stop.GIVEN_UP);
    else if (cancelled) attempt.stop(Stop.CANCELLED);
  }

  void ended(StepAttempt attempt) {
    attempts.remove(attempt);
  }

  /// Renews the lease when it is time, and stops what is over its time. Called by the heart alone.
  void tick(Instant now) {
    attempts.forEach(attempt -> attempt.tick(now));
    if (now.isBefore(nextBeat)) return;
    nextBeat = now.plus(RunLedger.HEARTBEAT);
    journal.beat(now);
  }

  /// What the ledger says about it.
  void seen(Run run) {
    if (run.fence() != fence || !run.state().open()) giveUp();
    else if (run.cancelRequested() && !cancelled) cancel();
  }

  boolean olderThan(Duration age, Instant now) {
    return !claimedAt.plus(age).isAfter(now);
  }
}
