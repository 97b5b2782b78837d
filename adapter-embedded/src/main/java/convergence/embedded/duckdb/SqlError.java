package convergence.embedded.duckdb;

/// An answer of BigQuery's that is an error.
public final class SqlError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// BigQuery's `reason`.
  public enum Reason {
    INVALID_QUERY("invalidQuery", 400),
    INVALID("invalid", 400),
    NOT_FOUND("notFound", 404),
    DUPLICATE("duplicate", 409),
    ACCESS_DENIED("accessDenied", 403),
    RESOURCE_IN_USE("resourceInUse", 400),
    STOPPED("stopped", 200),
    TIMEOUT("timeout", 400),
    RESOURCES_EXCEEDED("resourcesExceeded", 400),
    BACKEND_ERROR("backendError", 503),
    /// Ours alone: the message names a construct that has no exact translation here.
    UNSUPPORTED("notImplemented", 501);

    private final String wire;
    private final int status;

    Reason(String wire, int status) {
      this.wire = wire;
      this.status = status;
    }

    /// As BigQuery writes it.
    public String wire() {
      return wire;
    }

    /// HTTP's.
    public int status() {
      return status;
    }
  }

  private final Reason reason;
  private final boolean raised;

  public SqlError(Reason reason, String message) {
    this(reason, message, false);
  }

  private SqlError(Reason reason, String message, boolean raised) {
    super(message);
    this.reason = reason;
    this.raised = raised;
  }

  /// What a script's RAISE throws.
  static SqlError raised(String message) {
    return new SqlError(Reason.INVALID_QUERY, message, true);
  }

  /// The message is the script's own; that of another error BigQuery may word otherwise.
  boolean raised() {
    return raised;
  }

  public Reason reason() {
    return reason;
  }
}
