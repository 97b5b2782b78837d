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
/// @param subscriptionEnd last day (UTC) of the subscription; null: open
/// @param toldExpired its row says that the subscription is EXPIRED
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
    boolean toldExpired,
    long revision) {
  public Tenant {
    allowedSources = Set.copyOf(allowedSources);
  }

  /// ACTIVE, TRIAL, SUSPENDED, CANCELLED, or EXPIRED when runs could start but for the date.
  public String subscriptionStatus(LocalDate today) {
    boolean ended = subscriptionEnd != null && today.isAfter(subscriptionEnd);
    return ended && status.mayStartRuns() ? "EXPIRED" : status.name();
  }

  public Tenant withProfile(String company, @Nullable String email) {
    return new Tenant(
        id,
        company,
        email,
        status,
        plan,
        dataset,
        allowedSources,
        createdAt,
        subscriptionStart,
        subscriptionEnd,
        toldExpired,
        revision);
  }

  public Tenant withStanding(TenantStatus next, String nextPlan) {
    return new Tenant(
        id,
        companyName,
        adminEmail,
        next,
        nextPlan,
        dataset,
        allowedSources,
        createdAt,
        subscriptionStart,
        subscriptionEnd,
        toldExpired,
        revision);
  }

  /// @param end null: open
  public Tenant withDates(LocalDate start, @Nullable LocalDate end) {
    return new Tenant(
        id,
        companyName,
        adminEmail,
        status,
        plan,
        dataset,
        allowedSources,
        createdAt,
        start,
        end,
        toldExpired,
        revision);
  }

  public Tenant withSources(Set<String> sources) {
    return new Tenant(
        id,
        companyName,
        adminEmail,
        status,
        plan,
        dataset,
        sources,
        createdAt,
        subscriptionStart,
        subscriptionEnd,
        toldExpired,
        revision);
  }

  /// The version of this tenant that is written on this day.
  public Tenant revised(LocalDate today) {
    return new Tenant(
        id,
        companyName,
        adminEmail,
        status,
        plan,
        dataset,
        allowedSources,
        createdAt,
        subscriptionStart,
        subscriptionEnd,
        subscriptionStatus(today).equals("EXPIRED"),
        revision + 1);
  }
}
