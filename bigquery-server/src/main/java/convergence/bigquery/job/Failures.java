package convergence.bigquery.job;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import convergence.embedded.duckdb.SqlError;
import convergence.problem.Fault;
import convergence.warehouse.SqlFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a job or request failed with, in BigQuery's words.
public final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  public static ApiException of(Exception problem) {
    return switch (problem) {
      case ApiException e -> e;
      case SqlFault e -> sql(e);
      case SqlError e -> sql(e);
      case Fault.TimedOut e -> new ApiException(Reason.TIMEOUT, "Job timed out: " + e.getMessage());
      case Fault.Cancelled _ ->
          new ApiException(
              Reason.STOPPED, "Job execution was cancelled: User requested cancellation");
      case Fault.Transient e -> new ApiException(Reason.BACKEND, String.valueOf(e.getMessage()));
      case Fault.Permanent e -> permanent(e);
      default -> {
        LOG.error("a job failed in a way that was not foreseen", problem);
        yield new ApiException(
            Reason.INTERNAL, "An internal error occurred; the server's log tells more.");
      }
    };
  }

  private static ApiException sql(SqlFault e) {
    String message = String.valueOf(e.getMessage());
    if (e.code().equals("unsupported"))
      return new ApiException(Reason.NOT_IMPLEMENTED, message, "query");
    String place =
        e.line() > 0 && !message.contains(" at [")
            ? " at [%d:%d]".formatted(e.line(), e.column())
            : "";
    return new ApiException(Reason.INVALID_QUERY, message + place, "query");
  }

  private static ApiException sql(SqlError e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case INVALID_QUERY -> new ApiException(Reason.INVALID_QUERY, message, "query");
      case INVALID -> new ApiException(Reason.INVALID, message);
      case NOT_FOUND -> new ApiException(Reason.NOT_FOUND, message);
      case DUPLICATE -> new ApiException(Reason.DUPLICATE, message);
      case ACCESS_DENIED -> new ApiException(Reason.ACCESS_DENIED, message);
      case RESOURCE_IN_USE -> new ApiException(Reason.RESOURCE_IN_USE, message);
      case STOPPED -> new ApiException(Reason.STOPPED, message);
      case TIMEOUT -> new ApiException(Reason.TIMEOUT, message);
      case RESOURCES_EXCEEDED -> new ApiException(Reason.TOO_LARGE, message);
      case BACKEND_ERROR -> new ApiException(Reason.BACKEND, message);
      case UNSUPPORTED -> new ApiException(Reason.NOT_IMPLEMENTED, message, "query");
    };
  }

  private static ApiException permanent(Fault.Permanent e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case "table_not_found", "file_not_found", "dataset_not_found" ->
          new ApiException(Reason.NOT_FOUND, message);
      case "unsupported" -> new ApiException(Reason.NOT_IMPLEMENTED, message, "query");
      case "data_invalid" -> new ApiException(Reason.INVALID, message);
      case "snapshot_gone" -> new ApiException(Reason.CONDITION, message);
      case "forbidden_job" -> new ApiException(Reason.STOPPED, message);
      default -> new ApiException(Reason.INVALID_QUERY, message, "query");
    };
  }
}
