package convergence.bigquery.http;

/// The words by which BigQuery's clients tell errors apart, each with the HTTP status it comes
/// with.
public enum Reason {
  INVALID("invalid", 400),
  INVALID_QUERY("invalidQuery", 400),
  REQUIRED("required", 400),
  RESOURCE_IN_USE("resourceInUse", 400),
  BYTES_BILLED("bytesBilledLimitExceeded", 400),
  TABLE_UNAVAILABLE("tableUnavailable", 400),
  STOPPED("stopped", 400),
  TIMEOUT("timeout", 400),
  AUTH("authError", 401),
  ACCESS_DENIED("accessDenied", 403),
  QUOTA("quotaExceeded", 403),
  RATE("rateLimitExceeded", 403),
  TOO_LARGE("responseTooLarge", 403),
  NOT_FOUND("notFound", 404),
  METHOD("httpMethodNotAllowed", 405),
  DUPLICATE("duplicate", 409),
  CONDITION("conditionNotMet", 412),
  MISDIRECTED("misdirected", 421),
  TOO_MANY("rateLimitExceeded", 429),
  INTERNAL("internalError", 500),
  NOT_IMPLEMENTED("notImplemented", 501),
  BACKEND("backendError", 503);

  private final String word;
  private final int status;

  Reason(String word, int status) {
    this.word = word;
    this.status = status;
  }

  public String word() {
    return word;
  }

  public int status() {
    return status;
  }

  /// The canonical code that newer clients read beside the number.
  String canonical() {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404, 405 -> "NOT_FOUND";
      case 409 -> "ALREADY_EXISTS";
      case 412, 421 -> "FAILED_PRECONDITION";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 501 -> "UNIMPLEMENTED";
      case 503 -> "UNAVAILABLE";
      default -> "INVALID_ARGUMENT";
    };
  }
}
