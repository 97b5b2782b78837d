package convergence.googlesql.ir;

/// A resolved statement of any kind.
public sealed interface Command permits Query, Dml, Ddl, Command.Assertion {

  /// @param condition a query of one BOOL
  /// @param message empty: none was written
  record Assertion(Query condition, String message) implements Command {}
}
