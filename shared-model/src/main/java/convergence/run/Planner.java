package convergence.run;

import convergence.template.PipelinePlan;
import convergence.template.TemplateKey;
import convergence.tenant.Tenant;
import convergence.warehouse.SqlValue;
import java.time.LocalDate;
import java.util.Map;

/// Turns a template and what a caller sent into a plan that is proven to stay within the tenant's bounds.
public interface Planner {
  /// @param today the UTC date, `{date}` unless the parameters set it
  /// @throws convergence.problem.RefusedException NotFound, BadTemplate, BadRequest, OutOfBounds
  Bound bind(Tenant tenant, TemplateKey template, Map<String, Object> parameters, LocalDate today);

  /// @param variables values of the plan's SQL variables
  /// @param parameters as the run shows them: what was sent and the defaults
  record Bound(
      PipelinePlan plan, Map<String, SqlValue> variables, Map<String, Object> parameters) {}
}
