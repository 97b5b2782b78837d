package convergence.gateway;

import convergence.quota.Plan;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A plan as plans.yml has it; a null limit does not exist.
public record PlanDocument(
    String name,
    @Nullable Integer maxTeamMembers,
    @Nullable Integer maxProviders,
    @Nullable Integer maxPipelinesPerDay,
    @Nullable Integer maxPipelinesPerMonth,
    @Nullable Integer maxConcurrentPipelines,
    @Nullable BigDecimal priceUsd) {
  static PlanDocument of(Plan plan) {
    return new PlanDocument(
        plan.name(),
        plan.maxTeamMembers(),
        plan.maxProviders(),
        plan.limits().daily(),
        plan.limits().monthly(),
        plan.limits().concurrent(),
        plan.priceUsd());
  }
}
