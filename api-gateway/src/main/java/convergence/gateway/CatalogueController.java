package convergence.gateway;

import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.quota.Plans;
import convergence.tenant.Scope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Lists what can be run, and the plans that it can be run under.
@Controller("/api/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class CatalogueController {
  private final Catalogue catalogue;
  private final Plans plans;

  CatalogueController(Catalogue catalogue, Plans plans) {
    this.catalogue = catalogue;
    this.plans = plans;
  }

  @Get("/pipelines/templates")
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> templates(HttpRequest<?> request, Caller caller) {
    new QueryFields(request).end();
    return Wire.ok(Page.whole(catalogue.templates(caller.tenant())));
  }

  @Get("/plans")
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> plans(HttpRequest<?> request, Caller caller) {
    new QueryFields(request).end();
    return Wire.ok(Page.whole(plans.all().values().stream().map(PlanDocument::of).toList()));
  }
}
