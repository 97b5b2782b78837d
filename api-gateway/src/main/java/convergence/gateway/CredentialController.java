package convergence.gateway;

import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.JsonBody;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.tenant.Scope;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Takes, shows, changes and forgets a tenant's credentials for its providers.
@Controller("/api/v1/tenants/{tenant_id}/credentials")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class CredentialController {
  private final Credentials credentials;

  CredentialController(Credentials credentials) {
    this.credentials = credentials;
  }

  @Get
  @Access(value = Who.TENANT, scope = Scope.CREDENTIALS)
  HttpResponse<?> list(HttpRequest<?> request, Caller caller) {
    new QueryFields(request).end();
    return Wire.ok(credentials.list(caller.tenant()));
  }

  @Post
  @Access(value = Who.TENANT, scope = Scope.CREDENTIALS)
  HttpResponse<?> store(HttpRequest<byte[]> request, Caller caller) {
    new QueryFields(request).end();
    var body = JsonBody.of(request);
    var stored = credentials.store(Askings.of(request, caller, "credentials", body), body);
    return located(HttpStatus.CREATED, stored);
  }

  /// Takes it now, applies it when the queue is processed.
  @Post("/queue")
  @Access(value = Who.TENANT, scope = Scope.CREDENTIALS)
  HttpResponse<?> queue(HttpRequest<byte[]> request, Caller caller) {
    new QueryFields(request).end();
    var body = JsonBody.of(request);
    var queued = credentials.queue(Askings.of(request, caller, "credentials/queue", body), body);
    return located(HttpStatus.ACCEPTED, queued);
  }

  @Get("/{id}")
  @Access(value = Who.TENANT, scope = Scope.CREDENTIALS)
  HttpResponse<?> show(HttpRequest<?> request, Caller caller, @PathVariable String id) {
    new QueryFields(request).end();
    return Wire.ok(credentials.show(caller.tenant(), id));
  }

  @Put("/{id}")
  @Access(value = Who.TENANT, scope = Scope.CREDENTIALS)
  HttpResponse<?> change(HttpRequest<byte[]> request, Caller caller, @PathVariable String id) {
    new QueryFields(request).end();
    return Wire.ok(credentials.change(Askings.of(caller), id, JsonBody.of(request)));
  }

  @Delete("/{id}")
  @Access(value = Who.TENANT, scope = Scope.CREDENTIALS)
  HttpResponse<?> remove(HttpRequest<?> request, Caller caller, @PathVariable String id) {
    new QueryFields(request).end();
    credentials.remove(Askings.of(caller), id);
    return HttpResponse.noContent();
  }

  private static HttpResponse<?> located(HttpStatus status, CredentialDocument document) {
    return Wire.answer(status, document)
        .header(
            HttpHeaders.LOCATION,
            "/api/v1/tenants/%s/credentials/%s"
                .formatted(document.tenantId(), document.credentialId()));
  }
}
