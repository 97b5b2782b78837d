package convergence.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where a [QueuedRun] stands.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = QueueState.Waiting.class, name = "QUEUED"),
  @JsonSubTypes.Type(value = QueueState.Started.class, name = "STARTED"),
  @JsonSubTypes.Type(value = QueueState.Ended.class, name = "ENDED"),
  @JsonSubTypes.Type(value = QueueState.Skipped.class, name = "SKIPPED"),
})
public sealed interface QueueState {
  /// Not started yet.
  record Waiting() implements QueueState {}

  /// The ledger has the run.
  record Started(Instant at) implements QueueState {}

  /// The run has ended.
  ///
  /// @param status COMPLETED, FAILED or CANCELLED
  record Ended(Instant startedAt, Instant at, String status) implements QueueState {}

  /// It was not started and never will be.
  ///
  /// @param detail a sentence for the tenant
  /// @param by the run that stood in its way
  record Skipped(Instant at, SkipReason reason, String detail, @Nullable RunId by)
      implements QueueState {}

  /// The state on the wire and in the tables.
  default String wire() {
    return switch (this) {
      case Waiting _ -> "QUEUED";
      case Started _ -> "STARTED";
      case Ended s -> s.status();
      case Skipped s -> s.reason() == SkipReason.CANCELLED ? "CANCELLED" : "SKIPPED";
    };
  }
}
