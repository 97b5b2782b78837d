package convergence.worker;

import convergence.notice.NoticeEvent;
import convergence.notice.Outbox;
import convergence.notification.Postman;
import convergence.port.DocumentStore.Tx;
import convergence.run.RunEvent;
import convergence.run.RunEvent.StepEnded;
import convergence.run.StepRecord;
import convergence.run.StepRecord.Status;
import convergence.template.PlannedStep;
import convergence.template.PlannedStep.OnFailure;
import convergence.worker.Waves.Standing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// One life of a run in a worker: begins steps as [Waves] says, and tells the journal how they ended. A lone
/// step runs on the run's own thread; steps beside each other get threads of their own. All fields belong to
/// the run's thread.
final class Execution {
  private final LiveRun live;
  private final StepRunner runner;
  private final Postman postman;
  private final InstantSource clock;
  private final Map<String, Standing> known = new HashMap<>();
  private final BlockingQueue<Ended> ends = new LinkedBlockingQueue<>();
  private int running;
  private @Nullable Failure failure;

  Execution(LiveRun live, StepRunner runner, Postman postman, InstantSource clock) {
    this.live = live;
    this.runner = runner;
    this.postman = postman;
    this.clock = clock;
  }

  /// Why the run will be FAILED.
  private record Failure(String code, String message) {}

  /// What a step's thread leaves behind: an outcome, or what it threw.
  private record Ended(
      PlannedStep step, @Nullable StepOutcome outcome, @Nullable RuntimeException thrown) {}

  /// Walks the steps.
  ///
  /// @return the run's end, not yet written
  RunEvent run() {
    var left = resume();
    while (true) {
      if (cancelled()) return cancel(left);
      if (live.doomed()) return lose(left);
      watchTheTime(left);
      var next = Waves.next(live.plan(), known, failure != null);
      next.skip().forEach(step -> skip(step, reason(step)));
      var start = new ArrayList<>(left);
      start.addAll(next.start());
      left = List.of();
      if (start.isEmpty() && running == 0) return end();
      advance(start);
    }
  }

  /// Stops what still runs and waits for it: nothing of the run may go on behind its end.
  void abandon() {
    live.cancel();
    while (running > 0) {
      var end = next();
      if (end.outcome() != null) told(end.step(), end.outcome());
    }
  }

  /// Takes over what earlier workers recorded.
  ///
  /// @return the steps that were under way
  private List<PlannedStep> resume() {
    var left = new ArrayList<PlannedStep>();
    var records = new ArrayList<>(live.journal().run().steps());
    records.sort(Comparator.comparing(r -> r.endedAt() == null ? Instant.MAX : r.endedAt()));
    for (var record : records) {
      var step = live.plan().steps().get(record.index());
      switch (record.status()) {
        case PENDING -> {}
        case RUNNING -> {
          left.add(step);
          known.put(step.stepId(), Standing.RUNNING);
        }
        case COMPLETED -> known.put(step.stepId(), Standing.COMPLETED);
        case SKIPPED -> known.put(step.stepId(), Standing.SKIPPED);
        case FAILED -> {
          known.put(step.stepId(), Standing.FAILED);
          failed(step, record);
        }
      }
    }
    left.sort(Comparator.comparingInt(PlannedStep::index));
    return left;
  }

  private void failed(PlannedStep step, StepRecord record) {
    if (step.onFailure() == OnFailure.STOP || "bug".equals(record.errorCode()))
      stopFor(step, record.errorCode(), record.errorMessage());
  }

  private boolean cancelled() {
    return live.cancelled() || live.journal().run().cancelRequested();
  }

  private void watchTheTime(List<PlannedStep> left) {
    if (failure != null || clock.instant().isBefore(live.deadline())) return;
    boolean more = running > 0 || !left.isEmpty() || !Waves.rest(live.plan(), known).isEmpty();
    if (more) failure = new Failure("timeout", StepAttempt.late(live.plan()));
  }

  /// Begins these steps, and waits until one of those that run has ended. What has ended is written first: a step that
  /// is done must not be done again because the next one takes long.
  private void advance(List<PlannedStep> start) {
    live.journal().flush();
    if (start.size() == 1 && running == 0) {
      var step = start.getFirst();
      known.put(step.stepId(), Standing.RUNNING);
      told(step, runner.run(live, step));
      return;
    }
    start.forEach(this::fork);
    take();
  }

  private void fork(PlannedStep step) {
    known.put(step.stepId(), Standing.RUNNING);
    running++;
    var ids = MDC.getCopyOfContextMap();
    Thread.ofVirtual()
        .start(
            () -> {
              if (ids != null) MDC.setContextMap(ids);
              try {
                ends.add(new Ended(step, runner.run(live, step), null));
              } catch (RuntimeException e) {
                ends.add(new Ended(step, null, e));
              } catch (StackOverflowError e) {
                ends.add(new Ended(step, null, new IllegalStateException(e)));
              }
            });
  }

  private void take() {
    var end = next();
    if (end.thrown() != null) throw end.thrown();
    if (end.outcome() != null) told(end.step(), end.outcome());
  }

  private Ended next() {
    try {
      var end = ends.take();
      running--;
      return end;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("a run's thread was interrupted", e);
    }
  }

  /// Stops what runs; what an earlier worker left under way is looked after too, so that each job is done or
  /// can never take effect when the run is called CANCELLED.
  private RunEvent cancel(List<PlannedStep> left) {
    stop(left, "the run was cancelled");
    return new RunEvent.Cancelled(clock.instant());
  }

  /// Its steps seem to kill their workers, so none is begun again.
  private RunEvent lose(List<PlannedStep> left) {
    stop(left, "its workers died");
    return new RunEvent.Failed(
        clock.instant(),
        "worker_lost",
        "The run was handed over %d times and no worker brought it to its end."
            .formatted(live.journal().run().fence() - 1));
  }

  private void stop(List<PlannedStep> left, String why) {
    live.cancel();
    left.forEach(step -> told(step, runner.run(live, step)));
    while (running > 0) take();
    for (var step : Waves.rest(live.plan(), known)) skip(step, why);
  }

  private RunEvent end() {
    var rest = Waves.rest(live.plan(), known);
    if (!rest.isEmpty()) throw new IllegalStateException("can never begin: " + rest);
    Instant now = clock.instant();
    return failure == null
        ? new RunEvent.Completed(now)
        : new RunEvent.Failed(now, failure.code(), failure.message());
  }

  /// The last step's end rides with the run's end; every other one is written before anything else is begun or awaited.
  private void told(PlannedStep step, StepOutcome outcome) {
    live.stillOurs();
    var event = outcome.event();
    var notice = notice(step, event);
    live.journal().ride(event, beside(outcome, notice));
    known.put(step.stepId(), standing(event.status()));
    if (event.status() != Status.FAILED) return;
    if (step.onFailure() == OnFailure.STOP || outcome.stopsRun())
      stopFor(step, event.errorCode(), event.errorMessage());
    if (notice.isEmpty()) return;
    live.journal().barrier();
    postman.ring();
  }

  private Optional<NoticeEvent> notice(PlannedStep step, StepEnded event) {
    return event.status() == Status.FAILED && step.onFailure() == OnFailure.ALERT
        ? Optional.of(Alerts.of(live, event))
        : Optional.empty();
  }

  private Consumer<Tx> beside(StepOutcome outcome, Optional<NoticeEvent> notice) {
    return tx -> {
      outcome.facts().forEach(tx::emit);
      notice.ifPresent(n -> Outbox.put(tx, n));
    };
  }

  private void stopFor(PlannedStep step, @Nullable String code, @Nullable String message) {
    if (failure == null)
      failure = new Failure(code == null ? "bug" : code, step.stepId() + ": " + message);
  }

  private void skip(PlannedStep step, String reason) {
    known.put(step.stepId(), Standing.SKIPPED);
    live.journal()
        .ride(
            new StepEnded(
                step.stepId(),
                step.index(),
                step.spec().stepType(),
                Status.SKIPPED,
                0,
                0,
                null,
                null,
                Map.of("reason", reason),
                clock.instant()));
  }

  private static String reason(PlannedStep step) {
    return switch (step.trigger()) {
      case ON_SUCCESS, ALWAYS -> "the run stopped before it";
      case ON_FAILURE -> "no step that it watches failed";
    };
  }

  private static Standing standing(Status status) {
    return switch (status) {
      case COMPLETED -> Standing.COMPLETED;
      case FAILED -> Standing.FAILED;
      case SKIPPED -> Standing.SKIPPED;
      case PENDING, RUNNING -> throw new IllegalArgumentException("has not ended: " + status);
    };
  }
}
