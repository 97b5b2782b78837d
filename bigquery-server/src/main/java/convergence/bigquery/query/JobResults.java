package convergence.bigquery.query;

import com.google.api.services.bigquery.model.Job;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import convergence.bigquery.job.Jobs;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.TableName;
import java.util.Optional;

/// Where the rows of a query's job lie.
public final class JobResults {
  private final Jobs jobs;

  public JobResults(Jobs jobs) {
    this.jobs = jobs;
  }

  /// @return empty: the statement has no rows
  public static Optional<TableName> table(Job job) {
    var query = job.getConfiguration().getQuery();
    if (query == null)
      throw ApiException.invalid("Cannot get query results: the job is not a query");
    var table = query.getDestinationTable();
    boolean made =
        QueryDesk.TABLE_OF_ROWS.equals(job.getStatistics().getQuery().getStatementType());
    if (made || table == null || table.getTableId() == null) return Optional.empty();
    return Optional.of(TableName.of(table, job.getJobReference().getProjectId()).whole());
  }

  /// Of a query that named no table of its own.
  ///
  /// @throws ApiException there is no such job there, it is not done, or it has no such rows
  public TableName anonymous(String project, String location, String id) {
    var job = jobs.get(jobs.key(project, id));
    if (!location.equalsIgnoreCase(job.getJobReference().getLocation()))
      throw new ApiException(
          Reason.NOT_FOUND, "Not found: Job " + project + ":" + location + "." + id);
    if (!"DONE".equals(job.getStatus().getState()) || job.getStatus().getErrorResult() != null)
      throw ApiException.invalid("Job " + job.getId() + " has no result");
    var table =
        table(job).orElseThrow(() -> ApiException.invalid("Job " + job.getId() + " has no rows"));
    if (!table.dataset().startsWith(House.HIDDEN))
      throw ApiException.invalid(
          "This API does not support explicitly-specified destination tables");
    return table;
  }
}
