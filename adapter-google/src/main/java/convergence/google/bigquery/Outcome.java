package convergence.google.bigquery;

import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobStatistics.LoadStatistics;
import com.google.cloud.bigquery.JobStatistics.QueryStatistics;
import convergence.problem.Fault;
import convergence.warehouse.JobResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a finished job did, read from its statistics, so that whoever attaches to it reads the same.
final class Outcome {
  private Outcome() {}

  static JobResult of(Job done, boolean attached) {
    return switch (done.getStatistics()) {
      case LoadStatistics load ->
          new JobResult(number(load.getOutputRows()), number(load.getInputBytes()), attached);
      case QueryStatistics query ->
          new JobResult(rows(done, query), number(query.getTotalBytesProcessed()), attached);
      default -> new JobResult(0, 0, attached);
    };
  }

  private static long rows(Job done, QueryStatistics query) {
    if (query.getNumDmlAffectedRows() != null) return query.getNumDmlAffectedRows();
    if (QueryStatistics.StatementType.SCRIPT.equals(query.getStatementType())) return counted(done);
    var stages = query.getQueryPlan();
    return stages == null || stages.isEmpty() ? 0 : stages.getLast().getRecordsWritten();
  }

  /// A script of ours ends with a count of its rows.
  private static long counted(Job done) {
    try {
      var values = done.getQueryResults().getValues().iterator();
      return values.hasNext() ? values.next().get(0).getLongValue() : 0;
    } catch (BigQueryException e) {
      throw Answers.of(e, "data_invalid");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Fault.Cancelled("interrupted while the job's rows were counted");
    }
  }

  private static long number(@Nullable Long value) {
    return Objects.requireNonNullElse(value, 0L);
  }
}
