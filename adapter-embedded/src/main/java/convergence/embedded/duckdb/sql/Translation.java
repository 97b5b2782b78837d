package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import java.util.List;

/// What becomes of a function's signature in DuckDB.
sealed interface Translation {
  /// Written with DuckDB's own functions and operators.
  record Native(Form form) implements Translation {}

  /// A call of one of [Macros].
  record Macro(String name) implements Translation {}

  /// A call of one of [Udfs].
  record Udf(String name) implements Translation {}

  /// @param why what to do instead, or what is missing
  record Refused(String why) implements Translation {}

  /// Writes a call.
  @FunctionalInterface
  interface Form {
    /// @param types the arguments as they were resolved
    /// @param arguments printed, each safe to stand anywhere; null for a keyword
    String write(List<Expr> types, List<String> arguments);
  }
}
