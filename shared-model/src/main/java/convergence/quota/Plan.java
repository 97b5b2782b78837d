package convergence.quota;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A subscription plan of configs/plans.yml (keys as in seed 000 §4); null means no limit.
///
/// @param maxTeamMembers shown only
/// @param maxProviders providers with an active credential
public record Plan(
    String name,
    @Nullable Integer maxTeamMembers,
    @Nullable Integer maxProviders,
    Limits limits,
    @Nullable BigDecimal priceUsd) {
  Plan under(int ceiling) {
    Integer concurrent = limits.concurrent();
    int lower = concurrent == null ? ceiling : Math.min(concurrent, ceiling);
    return new Plan(
        name,
        maxTeamMembers,
        maxProviders,
        new Limits(limits.daily(), limits.monthly(), lower),
        priceUsd);
  }
}
