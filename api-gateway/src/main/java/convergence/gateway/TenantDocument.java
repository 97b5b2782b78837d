package convergence.gateway;

import convergence.tenant.Tenant;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tenant as its own callers read it: the columns of `tenant_profiles`, its subscription and sources.
///
/// @param subscriptionStatus as `status`, or EXPIRED when its last day has passed
public record TenantDocument(
    String tenantId,
    String companyName,
    @Nullable String adminEmail,
    String status,
    String subscriptionPlan,
    String tenantDatasetId,
    Instant createdAt,
    String subscriptionStatus,
    LocalDate subscriptionStartDate,
    @Nullable LocalDate subscriptionEndDate,
    List<String> allowedSources) {
  static TenantDocument of(Tenant tenant, LocalDate today) {
    return new TenantDocument(
        tenant.id().value(),
        tenant.companyName(),
        tenant.adminEmail(),
        tenant.status().name(),
        tenant.plan(),
        tenant.dataset(),
        RunDocument.micros(tenant.createdAt()),
        tenant.subscriptionStatus(today),
        tenant.subscriptionStart(),
        tenant.subscriptionEnd(),
        tenant.allowedSources().stream().sorted().toList());
  }
}
