package convergence.worker.step;

import convergence.port.Secret;
import convergence.run.Run;
import convergence.template.PlannedStep;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import convergence.warehouse.Rows;
import convergence.warehouse.SqlValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What an attempt of a step may know and do. Every call may end in a [convergence.problem.Fault] (the
/// step was cancelled, its time is over) or in [convergence.run.LostLease]; a processor lets both pass.
public interface StepContext {
  /// The run as of the last write.
  Run run();

  PlannedStep step();

  Instant now();

  /// Names this step of this run, over retries and crashes: `{run}-{step}`.
  String stableId();

  /// The tenant's credential that the step names, open for this attempt alone; empty: it names none.
  Optional<Secret> credential();

  /// Runs a warehouse job under the id of this attempt, recorded before it is submitted.
  JobResult job(JobMaker maker);

  /// Reads, and changes nothing.
  ///
  /// @param values one for each variable that `sql` names
  /// @param limit rows to return at most
  Rows query(BoundSql sql, Map<String, SqlValue> values, int limit);

  /// To be called before anything leaves the process (a mail, a new dataset): returns when all that the
  /// ledger was told is durable.
  void leave();

  /// Waits.
  void sleep(Duration time);

  /// Makes a job for an id.
  @FunctionalInterface
  interface JobMaker {
    /// @param timeout what is left of the attempt's time
    Job make(JobId id, Duration timeout);
  }
}
