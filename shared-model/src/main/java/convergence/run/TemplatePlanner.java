package convergence.run;

import convergence.directory.TenantDirectory;
import convergence.template.BindingRequest;
import convergence.template.TemplateBinder;
import convergence.template.TemplateCatalog;
import convergence.template.TemplateKey;
import convergence.tenant.Tenant;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.Map;

/// Plans from the catalogue's templates.
@Singleton
public final class TemplatePlanner implements Planner {
  private final TemplateCatalog catalog;
  private final TemplateBinder binder;
  private final TenantDirectory directory;

  public TemplatePlanner(
      TemplateCatalog catalog, TemplateBinder binder, TenantDirectory directory) {
    this.catalog = catalog;
    this.binder = binder;
    this.directory = directory;
  }

  @Override
  public Bound bind(
      Tenant tenant, TemplateKey template, Map<String, Object> parameters, LocalDate today) {
    var binding =
        binder.bind(
            new BindingRequest(
                catalog.get(template),
                tenant.id(),
                tenant.dataset(),
                tenant.adminEmail(),
                tenant.allowedSources(),
                directory::isTenantDataset,
                parameters,
                today));
    return new Bound(binding.plan(), binding.variables(), binding.parameters());
  }
}
