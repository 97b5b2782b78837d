package convergence.gateway;

import convergence.port.Pulse;
import convergence.template.TemplateCatalog;
import convergence.template.TemplateFault;
import convergence.template.TemplateKey;
import convergence.tenant.TenantId;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/// What a tenant can run, and what is broken. Templates without a domain are the system's own and not shown.
@Singleton
final class Catalogue implements Pulse {
  private final TemplateCatalog catalog;
  private volatile State state = State.UP;

  Catalogue(TemplateCatalog catalog) {
    this.catalog = catalog;
  }

  List<TemplateDocument> templates(TenantId tenant) {
    var faults = new HashMap<TemplateKey, TemplateFault>();
    for (var fault : catalog.faults()) faults.put(fault.key(), fault);
    var all = new ArrayList<TemplateDocument>();
    for (var template : catalog.templates()) {
      var fault = faults.remove(template.key());
      if (!template.key().domain().isEmpty()) all.add(TemplateDocument.of(template, tenant, fault));
    }
    faults.values().stream()
        .filter(fault -> !fault.key().domain().isEmpty())
        .map(TemplateDocument::broken)
        .forEach(all::add);
    all.sort(Comparator.comparing(TemplateDocument::template));
    return all;
  }

  @Override
  public String part() {
    return "templates";
  }

  /// Looks at the folder off the event loop, on which health is asked.
  @Scheduled(initialDelay = "1s", fixedDelay = "1s")
  void look() {
    state = catalog.faults().isEmpty() ? State.UP : State.DEGRADED;
  }

  @Override
  public State state() {
    return state;
  }
}
