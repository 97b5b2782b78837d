package convergence.gateway;

import convergence.run.Run;
import convergence.run.StepRecord;
import convergence.template.PipelinePlan;
import convergence.template.PlannedStep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A step as callers read it: the columns of `x_meta_step_logs`, its error and its job.
public record StepDocument(
    String stepLoggingId,
    String pipelineLoggingId,
    String stepName,
    String stepType,
    int stepIndex,
    String status,
    int attempt,
    @Nullable Instant startTime,
    @Nullable Instant endTime,
    @Nullable Long durationMs,
    long rowsProcessed,
    long bytesProcessed,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    @Nullable String jobId,
    Map<String, Object> metadata) {
  /// The steps of a run in the file's order. Those of an open run that did not begin yet are PENDING; a run
  /// that has ended shows what its books show.
  static List<StepDocument> of(Run run, PipelinePlan plan) {
    if (!run.state().open()) return run.steps().stream().map(step -> of(run, step)).toList();
    return plan.steps().stream()
        .map(
            planned ->
                run.step(planned.stepId())
                    .map(step -> of(run, step))
                    .orElseGet(() -> waiting(run, planned)))
        .toList();
  }

  private static StepDocument of(Run run, StepRecord step) {
    return new StepDocument(
        step.loggingId(run.id()).toString(),
        run.id().toString(),
        step.stepId(),
        step.stepType(),
        step.index(),
        step.status().name(),
        step.attempt(),
        step.startedAt() == null ? null : RunDocument.micros(step.startedAt()),
        step.endedAt() == null ? null : RunDocument.micros(step.endedAt()),
        RunDocument.millis(step.startedAt(), step.endedAt()),
        step.rows(),
        step.bytes(),
        step.errorCode(),
        step.errorMessage(),
        step.jobId(),
        step.metadata());
  }

  private static StepDocument waiting(Run run, PlannedStep planned) {
    var none =
        new StepRecord(
            planned.stepId(),
            planned.index(),
            planned.spec().stepType(),
            StepRecord.Status.PENDING,
            0,
            null,
            null,
            null,
            0,
            0,
            null,
            null,
            Map.of(),
            0);
    return of(run, none);
  }
}
