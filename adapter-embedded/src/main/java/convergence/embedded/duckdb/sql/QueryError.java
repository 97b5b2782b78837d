package convergence.embedded.duckdb.sql;

/// An error that GoogleSQL defines, raised within a query. DuckDB shows its text to the caller, so it is only the
/// message.
final class QueryError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueryError(String message) {
    super(message, null, false, false);
  }

  /// DuckDB's driver shows this text, not the message.
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }
}
