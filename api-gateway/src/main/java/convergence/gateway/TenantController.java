package convergence.gateway;

import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.JsonBody;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.tenant.Scope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Shows a tenant and what it uses, and changes it.
@Controller("/api/v1/tenants/{tenant_id}")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class TenantController {
  private final TenantReads tenants;

  TenantController(TenantReads tenants) {
    this.tenants = tenants;
  }

  @Get
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> show(HttpRequest<?> request, Caller caller) {
    new QueryFields(request).end();
    return Wire.ok(tenants.show(caller.tenant()));
  }

  /// Changes what is sent; the tenant's own key may change its profile, an operator everything.
  @Patch
  @Access(value = Who.TENANT, scope = Scope.KEYS)
  HttpResponse<?> change(HttpRequest<byte[]> request, Caller caller) {
    new QueryFields(request).end();
    var change = TenantChange.read(JsonBody.of(request), caller);
    return Wire.ok(tenants.change(caller.tenant(), caller, change));
  }

  @Get("/quota")
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> quota(HttpRequest<?> request, Caller caller) {
    new QueryFields(request).end();
    return Wire.ok(tenants.quota(caller.tenant()));
  }
}
