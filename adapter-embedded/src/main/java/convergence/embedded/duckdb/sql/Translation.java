package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import java.util.List;

/// What becomes of a function's signature in DuckDB.
sealed interface Translation {
  /// Written with DuckDB's own functions and operators.
  record Native(Form form) implements Translation {}

  /// Like [Native], but an error of the function itself gives NULL: SAFE_DIVIDE and its like.
  record Forgiving(Form.Scalar form) implements Translation {}

  /// A call of one of [Macros].
  record Macro(String name) implements Translation {}

  /// A call of one of [Udfs].
  ///
  /// @param defaults what stands for the last arguments where they are left out
  record Udf(String name, List<String> defaults) implements Translation {
    public Udf {
      defaults = List.copyOf(defaults);
    }
  }

  /// @param why what to do instead, or what is missing
  record Refused(String why) implements Translation {}

  /// Writes a call.
  sealed interface Form {
    /// Of a function of one row.
    @FunctionalInterface
    non-sealed interface Scalar extends Form {
      /// @param types the arguments as they were resolved
      /// @param arguments printed, each safe to stand anywhere; null for a keyword
      String write(List<Expr> types, List<String> arguments);
    }

    /// Of a function of many rows, over a group or a window.
    @FunctionalInterface
    non-sealed interface Aggregate extends Form {
      String write(AggregateCall call);
    }

    /// Of a function that stands over a window only.
    @FunctionalInterface
    non-sealed interface Analytic extends Form {
      String write(AggregateCall call);
    }
  }
}
