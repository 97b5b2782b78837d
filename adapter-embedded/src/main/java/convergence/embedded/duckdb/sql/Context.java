package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.Routine;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What a resolved statement meets when it is compiled.
///
/// @param sources what stands in FROM for a table or view
/// @param values of parameters and variables, by the names of [Expr.Parameter]: constants
/// @param functions JavaScript functions by the paths of their calls
public record Context(
    Function<Rel.Table, String> sources,
    Map<String, Expr> values,
    Function<String, Optional<Routine.JsFunction>> functions) {
  public Context {
    values = Map.copyOf(values);
  }
}
