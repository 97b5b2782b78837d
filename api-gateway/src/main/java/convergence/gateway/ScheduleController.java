package convergence.gateway;

import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.ApiPart;
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
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A tenant's schedules, on the two paths that the seeds name.
@Controller("/api/v1/scheduler")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ScheduleController implements ApiPart {
  private static final String HERS = "/customer/{tenant_id}/pipelines";
  private static final String OURS = "/configs";
  private static final String ONE = "/{config_id}";

  private final Schedules schedules;

  ScheduleController(Schedules schedules) {
    this.schedules = schedules;
  }

  @Post(uris = {HERS, OURS})
  @Access(value = Who.TENANT, scope = Scope.SCHEDULES)
  HttpResponse<?> create(HttpRequest<byte[]> request, Caller caller) {
    new QueryFields(request).end();
    var made = schedules.create(caller, JsonBody.of(request));
    return Wire.answer(HttpStatus.CREATED, made)
        .header(HttpHeaders.LOCATION, request.getPath() + "/" + made.configId());
  }

  @Get(uris = {HERS, OURS})
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> list(HttpRequest<?> request, Caller caller) {
    var query = new QueryFields(request);
    int limit = query.number("limit", 1, 500, 50);
    String text = query.text("cursor", 200);
    var cursor = text == null ? null : ScheduleCursor.read(text).orElse(null);
    if (text != null && cursor == null)
      query.wrong("cursor", "cursor is the next_cursor of an earlier answer, unchanged.");
    query.end();
    return Wire.ok(schedules.page(caller, cursor, limit));
  }

  @Get(uris = {HERS + ONE, OURS + ONE})
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> show(
      HttpRequest<?> request, Caller caller, @PathVariable("config_id") String id) {
    new QueryFields(request).end();
    return Wire.ok(schedules.show(caller, id));
  }

  /// Fields that are left out stay as they are; `is_active` pauses and resumes.
  @Patch(uris = {HERS + ONE, OURS + ONE})
  @Access(value = Who.TENANT, scope = Scope.SCHEDULES)
  HttpResponse<?> change(
      HttpRequest<byte[]> request, Caller caller, @PathVariable("config_id") String id) {
    new QueryFields(request).end();
    return Wire.ok(schedules.change(caller, id, JsonBody.of(request)));
  }

  @Delete(uris = {HERS + ONE, OURS + ONE})
  @Access(value = Who.TENANT, scope = Scope.SCHEDULES)
  HttpResponse<?> delete(
      HttpRequest<byte[]> request, Caller caller, @PathVariable("config_id") String id) {
    new QueryFields(request).end();
    schedules.delete(caller, id);
    return HttpResponse.noContent();
  }

  /// When an expression will fire, before anybody relies on it.
  @Get("/preview")
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> preview(HttpRequest<?> request) {
    return Wire.ok(schedules.preview(new QueryFields(request)));
  }

  @Override
  public @Nullable InputStream openapi() {
    return ScheduleController.class.getResourceAsStream("schedules.yml");
  }
}
