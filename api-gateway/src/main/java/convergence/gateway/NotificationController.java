package convergence.gateway;

import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.Fields;
import convergence.edge.JsonBody;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.tenant.Scope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Shows and writes a tenant's channels, tries them out, and shows what was sent.
@Controller("/api/v1/tenants/{tenant_id}/notifications")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class NotificationController {
  private final Notifications notifications;

  NotificationController(Notifications notifications) {
    this.notifications = notifications;
  }

  @Get
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> show(HttpRequest<?> request, Caller caller) {
    new QueryFields(request).end();
    return Wire.ok(notifications.show(caller.tenant()));
  }

  /// Webhooks' secrets are credentials of a kind, so it wants their scope.
  @Put
  @Access(value = Who.TENANT, scope = Scope.CREDENTIALS)
  HttpResponse<?> change(HttpRequest<byte[]> request, Caller caller) {
    new QueryFields(request).end();
    return Wire.ok(notifications.change(Askings.of(caller), JsonBody.of(request)));
  }

  @Post("/test")
  @Access(value = Who.TENANT, scope = Scope.CREDENTIALS)
  HttpResponse<?> test(HttpRequest<byte[]> request, Caller caller) {
    new QueryFields(request).end();
    new Fields(JsonBody.of(request)).end();
    return Wire.answer(HttpStatus.ACCEPTED, Page.whole(notifications.test(caller.tenant())));
  }

  @Get("/deliveries")
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> log(HttpRequest<?> request, Caller caller) {
    var query = new QueryFields(request);
    var part = PlaceCursor.Part.of(query);
    query.end();
    return Wire.ok(notifications.log(caller.tenant(), part));
  }
}
