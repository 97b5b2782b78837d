package convergence.gateway;

import convergence.directory.OnboardingOrder;
import convergence.directory.TenantDirectory;
import convergence.edge.Caller;
import convergence.port.Secret;
import convergence.problem.RefusedException;
import convergence.tenant.Tenant;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes a tenant in: the books, then its dataset, then a dry run that shows that all of it works.
@Singleton
final class Onboarding {
  private final TenantDirectory directory;
  private final Housewarming housewarming;

  Onboarding(TenantDirectory directory, Housewarming housewarming) {
    this.directory = directory;
    this.housewarming = housewarming;
  }

  /// @param isNew the tenant was not there before
  record Onboarded(boolean isNew, OnboardingAnswer answer) {}

  /// @param repair make what is missing of a tenant that is there already
  /// @throws RefusedException BadRequest, or Conflict: it is there and nobody asked to repair it
  Onboarded onboard(OnboardingOrder order, boolean repair, Caller caller)
      throws InterruptedException {
    Optional<Tenant> there = repair ? directory.find(order.tenant()) : Optional.empty();
    if (there.isPresent()) return furnish(there.get(), null, caller);
    var enrolled = directory.enrol(order, caller.actor());
    return furnish(enrolled.tenant(), enrolled.firstKey(), caller);
  }

  private Onboarded furnish(Tenant tenant, @Nullable Secret firstKey, Caller caller)
      throws InterruptedException {
    var state = housewarming.of(tenant, caller);
    return new Onboarded(
        firstKey != null,
        new OnboardingAnswer(
            tenant.id().value(),
            firstKey,
            tenant.dataset(),
            state.datasetCreated(),
            state.tablesCreated(),
            state.dryrun().name(),
            state.message()));
  }
}
