package convergence.bigquery.query;

import com.google.api.client.json.GenericJson;
import com.google.api.client.util.Data;
import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobConfigurationQuery;
import com.google.api.services.bigquery.model.JobStatistics2;
import convergence.bigquery.job.Jobs;
import convergence.embedded.duckdb.JobLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Jobs as rows of INFORMATION_SCHEMA.JOBS. Those of the last 180 days, as in the service.
public final class JobRows implements JobLog {
  private static final Duration SHOWN = Duration.ofDays(180);
  private final Jobs jobs;
  private final InstantSource clock;

  public JobRows(Jobs jobs, InstantSource clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  @Override
  public List<Map<String, Object>> jobs(String project, String location) {
    return jobs.since(project, clock.instant().minus(SHOWN)).stream()
        .filter(job -> location.isEmpty() || location.equals(place(job)))
        .map(JobRows::row)
        .toList();
  }

  private static String place(Job job) {
    return String.valueOf(job.getJobReference().getLocation()).toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> row(Job job) {
    var statistics = job.getStatistics();
    var status = job.getStatus();
    var row = new HashMap<String, Object>();
    put(row, "creation_time", statistics.getCreationTime());
    put(row, "start_time", statistics.getStartTime());
    put(row, "end_time", statistics.getEndTime());
    put(row, "project_id", job.getJobReference().getProjectId());
    put(row, "job_id", job.getJobReference().getJobId());
    put(row, "user_email", job.getUserEmail());
    put(row, "principal_subject", job.getPrincipalSubject());
    put(row, "job_type", job.getConfiguration().getJobType());
    put(row, "state", status.getState());
    put(row, "error_result", status.getErrorResult());
    put(row, "total_bytes_processed", statistics.getTotalBytesProcessed());
    put(row, "total_slot_ms", statistics.getTotalSlotMs());
    put(row, "parent_job_id", statistics.getParentJobId());
    put(row, "session_info", statistics.getSessionInfo());
    var transaction = statistics.getTransactionInfo();
    put(row, "transaction_id", transaction == null ? null : transaction.getTransactionId());
    put(row, "labels", labels(job.getConfiguration().getLabels()));
    put(row, "job_creation_reason", Map.of("code", "REQUESTED"));
    put(row, "destination_table", destination(job));
    if (job.getConfiguration().getQuery() != null) asked(job.getConfiguration().getQuery(), row);
    if (statistics.getQuery() != null) did(statistics.getQuery(), row);
    return row;
  }

  private static void asked(JobConfigurationQuery query, Map<String, Object> row) {
    put(row, "query", query.getQuery());
    put(row, "priority", query.getPriority());
    put(row, "query_dialect", "GOOGLE_SQL");
  }

  private static void did(JobStatistics2 query, Map<String, Object> row) {
    put(row, "statement_type", query.getStatementType());
    put(row, "total_bytes_billed", query.getTotalBytesBilled());
    put(row, "transferred_bytes", query.getTransferredBytes());
    put(row, "referenced_tables", query.getReferencedTables());
    put(row, "dml_statistics", query.getDmlStats());
    put(row, "job_stages", query.getQueryPlan());
    // A script's statements have caches, the script has none.
    if (!"SCRIPT".equals(query.getStatementType())) put(row, "cache_hit", query.getCacheHit());
  }

  private static @Nullable Object destination(Job job) {
    var configuration = job.getConfiguration();
    if (configuration.getQuery() != null) return configuration.getQuery().getDestinationTable();
    if (configuration.getLoad() != null) return configuration.getLoad().getDestinationTable();
    return configuration.getCopy() == null ? null : configuration.getCopy().getDestinationTable();
  }

  private static @Nullable Object labels(@Nullable Map<String, String> labels) {
    if (labels == null) return null;
    return labels.entrySet().stream()
        .map(label -> Map.of("key", label.getKey(), "value", label.getValue()))
        .toList();
  }

  private static void put(Map<String, Object> row, String column, @Nullable Object value) {
    Object plain = value == null || Data.isNull(value) ? null : plain(value);
    if (plain != null) row.put(column, plain);
  }

  /// Fields of the models have their words run together, those of rows between underscores.
  private static @Nullable Object plain(Object value) {
    return switch (value) {
      case GenericJson model -> {
        var fields = new LinkedHashMap<String, Object>();
        model.forEach((name, field) -> put(fields, underscored(name), field));
        yield fields;
      }
      case List<?> list -> list.stream().map(JobRows::plain).toList();
      default -> value;
    };
  }

  private static String underscored(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
