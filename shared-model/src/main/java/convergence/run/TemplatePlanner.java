package convergence.run;

import convergence.directory.TenantDirectory;
import convergence.plan.PlanReview;
import convergence.plan.PlanReviewer;
import convergence.problem.Refusal;
import convergence.template.BindingRequest;
import convergence.template.TemplateBinder;
import convergence.template.TemplateCatalog;
import convergence.template.TemplateKey;
import convergence.tenant.Tenant;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Plans from the catalogue's templates.
@Singleton
public final class TemplatePlanner implements Planner {
  private final TemplateCatalog catalog;
  private final TemplateBinder binder;
  private final TenantDirectory directory;
  private final PlanReviewer reviewer;

  public TemplatePlanner(
      TemplateCatalog catalog,
      TemplateBinder binder,
      TenantDirectory directory,
      PlanReviewer reviewer) {
    this.catalog = catalog;
    this.binder = binder;
    this.directory = directory;
    this.reviewer = reviewer;
  }

  @Override
  public Bound bind(
      Tenant tenant, TemplateKey template, Map<String, Object> parameters, LocalDate today) {
    var binding = binder.bind(request(tenant, template, parameters, today));
    return new Bound(binding.plan(), binding.variables(), binding.parameters());
  }

  @Override
  public Optional<Refusal> drift(Tenant tenant, RunOrder order, Bound bound, LocalDate today) {
    String planHash = Objects.requireNonNull(order.planHash());
    if (bound.plan().hash().equals(planHash)) return Optional.empty();
    if (order.retryOf() != null)
      return Optional.of(
          new Refusal.PlanDrift(
              "A retry runs the plan of the run that it repeats: " + bound.plan().hash() + ".",
              List.of()));
    return reviewer.drift(request(tenant, order.template(), order.parameters(), today), planHash);
  }

  /// What a run of this would do.
  ///
  /// @param today as in [#bind]
  /// @throws convergence.problem.RefusedException as [#bind]
  public PlanReview review(
      Tenant tenant, TemplateKey template, Map<String, Object> parameters, LocalDate today) {
    return reviewer.review(request(tenant, template, parameters, today));
  }

  private BindingRequest request(
      Tenant tenant, TemplateKey template, Map<String, Object> parameters, LocalDate today) {
    return new BindingRequest(
        catalog.get(template),
        tenant.id(),
        tenant.dataset(),
        tenant.adminEmail(),
        tenant.allowedSources(),
        directory::isTenantDataset,
        parameters,
        today);
  }
}
