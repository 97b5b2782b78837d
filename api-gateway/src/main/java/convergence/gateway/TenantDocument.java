package convergence.gateway;

import convergence.tenant.Tenant;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tenant as its own callers read it: the columns of `tenant_profiles`, its subscription and sources.
public record TenantDocument(
    String tenantId,
    String companyName,
    @Nullable String adminEmail,
    String status,
    String subscriptionPlan,
    String tenantDatasetId,
    Instant createdAt,
    LocalDate subscriptionStartDate,
    @Nullable LocalDate subscriptionEndDate,
    List<String> allowedSources) {
  static TenantDocument of(Tenant tenant) {
    return new TenantDocument(
        tenant.id().value(),
        tenant.companyName(),
        tenant.adminEmail(),
        tenant.status().name(),
        tenant.plan(),
        tenant.dataset(),
        RunDocument.micros(tenant.createdAt()),
        tenant.subscriptionStart(),
        tenant.subscriptionEnd(),
        tenant.allowedSources().stream().sorted().toList());
  }
}
