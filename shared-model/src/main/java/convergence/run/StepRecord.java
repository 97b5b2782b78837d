package convergence.run;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the ledger knows of one step.
///
/// @param attempt from 1; grows only after the earlier attempt's job had ended
/// @param jobId of this attempt, recorded before it was submitted; null: a step without a job
/// @param rows written
/// @param metadata what else the step tells, JSON values
/// @param revision grows with each change; numbers the rows of x_meta_step_logs
public record StepRecord(
    String stepId,
    int index,
    String stepType,
    Status status,
    int attempt,
    @Nullable String jobId,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    long rows,
    long bytes,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    Map<String, Object> metadata,
    long revision) {
  public enum Status {
    PENDING,
    RUNNING,
    COMPLETED,
    FAILED,
    SKIPPED;

    public boolean ended() {
      return this != PENDING && this != RUNNING;
    }
  }

  /// `step_logging_id`: the same for the same run and step, whoever writes it.
  public UUID loggingId(RunId run) {
    return UUID.nameUUIDFromBytes((run + "/" + stepId).getBytes(StandardCharsets.UTF_8));
  }
}
