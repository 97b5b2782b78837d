package convergence.run;

import convergence.port.Fact;
import convergence.port.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of the metadata tables as pure functions of a run. `row_seq` numbers the versions of a row: the
/// view takes the highest, never the latest time.
final class MetadataRows {
  private MetadataRows() {}

  static Fact run(Run run) {
    var row = new HashMap<String, Object>();
    row.put("pipeline_logging_id", run.id().toString());
    row.put("pipeline_id", run.pipelineId());
    row.put("tenant_id", run.tenant().value());
    row.put("status", run.state().status());
    row.put("trigger_type", run.trigger().wire());
    put(row, "user_id", run.userId());
    row.put("start_time", run.acceptedAt());
    put(row, "end_time", run.endedAt());
    put(row, "duration_ms", millis(run.firstRunningAt(), run.endedAt()));
    put(row, "queued_ms", millis(run.acceptedAt(), run.firstRunningAt()));
    if (run.state() instanceof RunState.Failed failed) {
      row.put("error_code", failed.errorCode());
      row.put("error_message", failed.message());
    }
    row.put("parameters", Json.write(run.parameters()));
    row.put("row_seq", run.revision());
    return new Fact("tenants", "x_meta_pipeline_runs_rows", row);
  }

  static Fact step(Run run, StepRecord step) {
    var row = new HashMap<String, Object>();
    row.put("step_logging_id", step.loggingId(run.id()).toString());
    row.put("pipeline_logging_id", run.id().toString());
    row.put("step_name", step.stepId());
    row.put("step_type", step.stepType());
    row.put("step_index", (long) step.index());
    row.put("status", step.status().name());
    // The partition key: a step that never began stands on the day on which it was skipped.
    put(row, "start_time", step.startedAt() == null ? step.endedAt() : step.startedAt());
    put(row, "end_time", step.endedAt());
    put(row, "duration_ms", millis(step.startedAt(), step.endedAt()));
    row.put("rows_processed", step.rows());
    put(row, "error_code", step.errorCode());
    put(row, "error_message", step.errorMessage());
    var metadata = new HashMap<>(step.metadata());
    metadata.put("attempt", step.attempt());
    if (step.jobId() != null) metadata.put("job_id", step.jobId());
    if (step.bytes() > 0) metadata.put("bytes_processed", step.bytes());
    row.put("metadata", Json.write(metadata));
    row.put("row_seq", step.revision());
    return new Fact(run.dataset(), "x_meta_step_logs_rows", row);
  }

  static @Nullable Long millis(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Math.max(0, Duration.between(from, to).toMillis());
  }

  private static void put(Map<String, Object> row, String name, @Nullable Object value) {
    if (value != null) row.put(name, value);
  }
}
