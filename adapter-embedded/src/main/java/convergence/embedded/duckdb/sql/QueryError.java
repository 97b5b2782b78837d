package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Unsupported;

/// An error that GoogleSQL defines, raised within a query. DuckDB shows its text to the caller, so it is only the
/// message.
final class QueryError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueryError(String message) {
    super(message, null, false, false);
  }

  /// A refusal that only a value can tell: BigQuery has an answer, and this house not the same one for sure.
  ///
  /// @param construct as [convergence.googlesql.ir.Unsupported#of] takes it
  static QueryError unsupported(String construct) {
    return new QueryError(String.valueOf(Unsupported.of(construct).getMessage()));
  }

  /// DuckDB's driver shows this text, not the message.
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }
}
