package convergence.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import convergence.run.Run;
import convergence.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run as callers read it: the columns of `x_meta_pipeline_runs`, why it waits, and its steps.
///
/// @param durationMs from the first RUNNING to the end
/// @param queuedMs from acceptance to the first RUNNING
/// @param waitingFor `worker` while it waits for one; null: it does not wait
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
    String planHash,
    @Nullable String retryOf,
    boolean cancelRequested,
    @Nullable String waitingFor,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<StepDocument> steps) {
  static RunDocument of(Run run, @Nullable List<StepDocument> steps) {
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
        run.state() instanceof RunState.Pending ? "worker" : null,
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
