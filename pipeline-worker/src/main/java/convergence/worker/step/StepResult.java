package convergence.worker.step;

import convergence.port.Fact;
import convergence.warehouse.JobResult;
import java.util.List;
import java.util.Map;

/// How an attempt ended when no fault stopped it.
public sealed interface StepResult {
  /// The step is COMPLETED.
  ///
  /// @param rows written or looked at
  /// @param bytes read, 0: unknown
  /// @param metadata what else the step tells, JSON values
  /// @param facts rows of metadata tables, written with the step's end or not at all
  record Done(long rows, long bytes, Map<String, Object> metadata, List<Fact> facts)
      implements StepResult {
    public Done {
      metadata = Map.copyOf(metadata);
      facts = List.copyOf(facts);
    }

    /// What a job did.
    public static Done of(JobResult job) {
      return new Done(job.rows(), job.bytes(), Map.of(), List.of());
    }

    /// Done, and nothing to tell.
    public static Done quietly() {
      return new Done(0, 0, Map.of(), List.of());
    }
  }

  /// There was nothing to do; the run goes on.
  record Skipped(String reason) implements StepResult {}

  /// The work was done and its outcome is a no, such as a failed data-quality suite.
  ///
  /// @param code for `error_code`
  record Failed(
      String code, String message, long rows, Map<String, Object> metadata, List<Fact> facts)
      implements StepResult {
    public Failed {
      metadata = Map.copyOf(metadata);
      facts = List.copyOf(facts);
    }
  }
}
