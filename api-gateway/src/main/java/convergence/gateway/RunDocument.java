package convergence.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import convergence.run.QueueState;
import convergence.run.QueuedRun;
import convergence.run.Run;
import convergence.run.RunState;
import convergence.run.TriggerType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run as callers read it: the columns of `x_meta_pipeline_runs`, why it waits, and its steps.
///
/// @param durationMs from the first RUNNING to the end
/// @param queuedMs from acceptance to the first RUNNING
/// @param waitingFor why it does not run yet; null: it does not wait
/// @param planHash null: it waits in the queue and has no plan yet
/// @param steps null in lists
public record RunDocument(
    String pipelineLoggingId,
    String pipelineId,
    String tenantId,
    String status,
    String triggerType,
    @Nullable String userId,
    Instant startTime,
    @Nullable Instant endTime,
    @Nullable Long durationMs,
    @Nullable Long queuedMs,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    Map<String, Object> parameters,
    @Nullable String planHash,
    @Nullable String retryOf,
    boolean cancelRequested,
    @Nullable WaitingDocument waitingFor,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<StepDocument> steps) {
  static RunDocument of(
      Run run, @Nullable WaitingDocument waiting, @Nullable List<StepDocument> steps) {
    var failed = run.state() instanceof RunState.Failed f ? f : null;
    return new RunDocument(
        run.id().toString(),
        run.pipelineId(),
        run.tenant().value(),
        run.state().status(),
        run.trigger().wire(),
        run.userId(),
        micros(run.acceptedAt()),
        run.endedAt() == null ? null : micros(run.endedAt()),
        millis(run.firstRunningAt(), run.endedAt()),
        millis(run.acceptedAt(), run.firstRunningAt()),
        failed == null ? null : failed.errorCode(),
        failed == null ? null : failed.message(),
        run.parameters(),
        run.planHash(),
        run.retryOf() == null ? null : run.retryOf().toString(),
        run.cancelRequested(),
        waiting,
        steps);
  }

  /// A run that a schedule wants: it waits in the queue, or was left out.
  static RunDocument of(
      QueuedRun run, @Nullable WaitingDocument waiting, @Nullable List<StepDocument> steps) {
    var skipped = run.state() instanceof QueueState.Skipped s ? s : null;
    var parameters = new LinkedHashMap<>(run.parameters());
    parameters.putIfAbsent("date", run.date().toString());
    return new RunDocument(
        run.id().toString(),
        run.pipelineId(),
        run.tenant().value(),
        run.state().wire(),
        TriggerType.SCHEDULER.wire(),
        null,
        micros(run.queuedAt()),
        skipped == null ? null : micros(skipped.at()),
        null,
        null,
        skipped == null ? null : skipped.reason().wire(),
        skipped == null ? null : skipped.detail(),
        parameters,
        null,
        null,
        false,
        waiting,
        steps);
  }

  /// As the warehouse keeps it.
  static Instant micros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  static @Nullable Long millis(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Math.max(0, Duration.between(from, to).toMillis());
  }
}
