package convergence.tenant;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An organisation as the books know it.
///
/// @param plan name of a plan in plans.yml
/// @param dataset where its tables live, fixed at onboarding ([DatasetName])
/// @param allowedSources `dataset.table`, `dataset.*` or with a project in front: what its SQL may read
///     beside its own dataset
/// @param subscriptionEnd last day of the subscription; null: open
/// @param revision numbers the versions of its rows
public record Tenant(
    TenantId id,
    String companyName,
    @Nullable String adminEmail,
    TenantStatus status,
    String plan,
    String dataset,
    Set<String> allowedSources,
    Instant createdAt,
    LocalDate subscriptionStart,
    @Nullable LocalDate subscriptionEnd,
    long revision) {
  public Tenant {
    allowedSources = Set.copyOf(allowedSources);
  }
}
