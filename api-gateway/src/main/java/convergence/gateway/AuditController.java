package convergence.gateway;

import convergence.audit.AuditBook;
import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.tenant.Scope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Shows who changed what, newest first.
@Controller("/api/v1/tenants/{tenant_id}/audit")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuditController {
  private final TenantReads tenants;
  private final AuditBook audit;

  AuditController(TenantReads tenants, AuditBook audit) {
    this.tenants = tenants;
    this.audit = audit;
  }

  @Get
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> list(HttpRequest<?> request, Caller caller) {
    var query = new QueryFields(request);
    var part = PlaceCursor.Part.of(query);
    query.end();
    tenants.mustExist(caller.tenant());
    var hits = audit.page(caller.tenant(), part.after(), part.limit() + 1);
    return Wire.ok(Page.of(hits, part.limit(), hit -> AuditDocument.of(AuditBook.entry(hit))));
  }
}
