package convergence.google.bigquery;

import com.google.cloud.bigquery.BigQueryError;
import com.google.cloud.bigquery.BigQueryException;
import convergence.problem.Fault;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// BigQuery's errors → the port's faults.
final class Answers {
  private static final Pattern PATH =
      Pattern.compile("(?:gs:/)?/[^\\s\"';,]*/([^\\s\"'/;,]+)|(?<=\\s)/(?=\\s)");
  private static final Set<String> PASSING =
      Set.of(
          "backendError",
          "internalError",
          "rateLimitExceeded",
          "quotaExceeded",
          "jobRateLimitExceeded",
          "jobBackendError",
          "jobInternalError",
          "tableUnavailable",
          "resourcesExceeded");

  private Answers() {}

  /// A request's error.
  ///
  /// @param invalid the code for SQL that BigQuery calls invalid: it says the same word of text that does not
  ///     resolve and of a value that cannot be computed
  static Fault of(BigQueryException e, String invalid) {
    var error = e.getError();
    String reason = error == null ? e.getReason() : error.getReason();
    if (reason == null || reason.isEmpty())
      return e.getCode() == 404
          ? new Fault.Permanent("table_not_found", said(e.getMessage()), e)
          : new Fault.Transient("unavailable", said(e.getMessage()), e);
    return of(reason, e.getMessage(), invalid, e);
  }

  /// What a job failed with.
  static Fault of(BigQueryError error, String invalid) {
    return of(Objects.requireNonNullElse(error.getReason(), ""), error.getMessage(), invalid, null);
  }

  private static Fault of(
      String reason, @Nullable String message, String invalid, @Nullable Throwable cause) {
    String said = said(message);
    if (conflict(said)) return new Fault.Transient("conflict", said, cause);
    if (PASSING.contains(reason)) return new Fault.Transient("unavailable", said, cause);
    return switch (reason) {
      case "timeout" -> new Fault.TimedOut(said);
      case "stopped" ->
          said.contains("timed out") ? new Fault.TimedOut(said) : new Fault.Cancelled(said);
      case "notFound" ->
          new Fault.Permanent(
              said.contains("URI") || said.contains("File") ? "file_not_found" : "table_not_found",
              said,
              cause);
      case "duplicate", "conditionNotMet" -> new Fault.Transient("conflict", said, cause);
      case "invalidQuery" -> new Fault.Permanent(invalid, said, cause);
      case "invalid" -> new Fault.Permanent("data_invalid", said, cause);
      case "accessDenied" -> new Fault.Permanent("access_denied", said, cause);
      default -> new Fault.Permanent("unsupported", said, cause);
    };
  }

  /// A statement or transaction that lost against another one of its table; it says so with whatever reason.
  private static boolean conflict(String said) {
    return said.contains("concurrent update") || said.contains("onflict");
  }

  private static String said(@Nullable String message) {
    return PATH.matcher(Objects.requireNonNullElse(message, "BigQuery gave no reason"))
        .replaceAll("$1")
        .replace("line_number: ", "line ")
        .strip();
  }

  static boolean isMissing(BigQueryException e) {
    return e.getCode() == 404;
  }

  static boolean isDuplicate(BigQueryException e) {
    return e.getCode() == 409;
  }

  /// The request may have taken effect, or not: only a look tells.
  static boolean isUnclear(BigQueryException e) {
    return e.getCode() == 0 || e.getCode() >= 500;
  }
}
