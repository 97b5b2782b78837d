package convergence.directory;

import convergence.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/// Who wants to come in.
///
/// @param plan name of a plan in plans.yml
public record OnboardingOrder(
    TenantId tenant, String companyName, @Nullable String adminEmail, String plan) {}
