package convergence.run;

import convergence.problem.Refusal;
import convergence.template.PipelinePlan;
import convergence.template.TemplateKey;
import convergence.tenant.Tenant;
import convergence.warehouse.SqlValue;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns a template and what a caller sent into a plan that is proven to stay within the tenant's bounds.
public interface Planner {
  /// @param today the UTC date, `{date}` unless the parameters set it
  /// @throws convergence.problem.RefusedException NotFound, BadTemplate, BadRequest, OutOfBounds
  Bound bind(Tenant tenant, TemplateKey template, Map<String, Object> parameters, LocalDate today);

  /// Why a run under the hash of a plan that was looked at may not start: what would run now differs. Empty: it may.
  ///
  /// @param bound what would run now
  /// @throws convergence.problem.RefusedException as [#bind]
  default Optional<Refusal> drift(Tenant tenant, RunOrder order, Bound bound, LocalDate today) {
    return bound.plan().hash().equals(order.planHash())
        ? Optional.empty()
        : Optional.of(new Refusal.PlanDrift("The plan has changed.", List.of()));
  }

  /// @param variables values of the plan's SQL variables
  /// @param parameters as the run shows them: what was sent and the defaults
  record Bound(
      PipelinePlan plan, Map<String, SqlValue> variables, Map<String, Object> parameters) {}
}
