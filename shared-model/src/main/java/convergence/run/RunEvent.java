package convergence.run;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens to a run. [Run#apply] is the only reader.
public sealed interface RunEvent {
  /// A worker took the lease.
  record Claimed(String worker, Instant at, Instant leaseUntil) implements RunEvent {}

  /// The worker is alive.
  record Beat(Instant leaseUntil) implements RunEvent {}

  /// The lease is given back or void: the run waits for a worker again, its finished steps stay.
  record LeaseEnded(Instant at) implements RunEvent {}

  /// The doorbell was rung again.
  record Rung(Instant at) implements RunEvent {}

  /// Somebody wants the run to stop; its worker carries it out.
  record CancelRequested(Instant at, String by) implements RunEvent {}

  /// An attempt begins. Written before the job is submitted.
  record StepStarted(
      String stepId, int index, String stepType, int attempt, @Nullable String jobId, Instant at)
      implements RunEvent {}

  /// A step ended: COMPLETED, FAILED or SKIPPED.
  record StepEnded(
      String stepId,
      int index,
      String stepType,
      StepRecord.Status status,
      long rows,
      long bytes,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      Map<String, Object> metadata,
      Instant at)
      implements RunEvent {
    public StepEnded {
      metadata = Map.copyOf(metadata);
    }
  }

  record Completed(Instant at) implements RunEvent {}

  record Failed(Instant at, String errorCode, String message) implements RunEvent {}

  /// Written only after no job of the run can take effect any more.
  record Cancelled(Instant at) implements RunEvent {}
}
