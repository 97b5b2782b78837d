package convergence.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/// Where a run stands, with what is true there and nothing else.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RunState.Pending.class, name = "PENDING"),
  @JsonSubTypes.Type(value = RunState.Running.class, name = "RUNNING"),
  @JsonSubTypes.Type(value = RunState.Completed.class, name = "COMPLETED"),
  @JsonSubTypes.Type(value = RunState.Failed.class, name = "FAILED"),
  @JsonSubTypes.Type(value = RunState.Cancelled.class, name = "CANCELLED"),
})
public sealed interface RunState {
  /// Waits for a worker.
  record Pending(Instant since) implements RunState {}

  /// A worker holds the lease.
  record Running(String worker, Instant since, Instant leaseUntil) implements RunState {}

  /// All steps ended well, or were allowed not to.
  record Completed(Instant at) implements RunState {}

  /// @param errorCode stable lower-case name, of a [convergence.problem.Fault] or `timeout`, `bug`
  record Failed(Instant at, String errorCode, String message) implements RunState {}

  record Cancelled(Instant at) implements RunState {}

  /// The status on the wire.
  default String status() {
    return switch (this) {
      case Pending _ -> "PENDING";
      case Running _ -> "RUNNING";
      case Completed _ -> "COMPLETED";
      case Failed _ -> "FAILED";
      case Cancelled _ -> "CANCELLED";
    };
  }

  /// False once the run has ended for good.
  default boolean open() {
    return switch (this) {
      case Pending _, Running _ -> true;
      case Completed _, Failed _, Cancelled _ -> false;
    };
  }
}
