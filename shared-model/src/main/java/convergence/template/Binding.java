package convergence.template;

import convergence.warehouse.SqlValue;
import java.util.Map;

/// A template bound for one tenant and one request.
///
/// @param variables the value of each variable that the plan's SQL and partitions take from the run
/// @param parameters as the run shows them: the date and every declared parameter that is not NULL, JSON values
public record Binding(
    PipelinePlan plan, Map<String, SqlValue> variables, Map<String, Object> parameters) {
  public Binding {
    variables = Map.copyOf(variables);
    parameters = Map.copyOf(parameters);
  }
}
