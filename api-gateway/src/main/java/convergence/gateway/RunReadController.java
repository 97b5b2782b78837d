package convergence.gateway;

import convergence.edge.Access;
import convergence.edge.Access.Meter;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.Fields;
import convergence.edge.JsonBody;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.port.Query.Cursor;
import convergence.run.RunFilter;
import convergence.run.TriggerType;
import convergence.tenant.Scope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Shows runs, lists them, and asks one to stop.
@Controller("/api/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class RunReadController {
  private static final int LONGEST_WAIT_SECONDS = 60;
  private static final int DEFAULT_LIMIT = 50;
  private static final int GREATEST_LIMIT = 500;
  private static final List<String> STATUSES =
      List.of("PENDING", "QUEUED", "RUNNING", "COMPLETED", "FAILED", "SKIPPED", "CANCELLED");

  private final RunReads reads;
  private final RunPages pages;

  RunReadController(RunReads reads, RunPages pages) {
    this.reads = reads;
    this.pages = pages;
  }

  /// One run with its steps; `?wait=` waits so many seconds for its end.
  @Get("/pipelines/runs/{id}")
  @Access(value = Who.TENANT, scope = Scope.READ, meter = Meter.RUN_READS)
  HttpResponse<?> show(HttpRequest<?> request, Caller caller, @PathVariable String id)
      throws InterruptedException {
    var query = new QueryFields(request);
    int wait = query.number("wait", 0, LONGEST_WAIT_SECONDS, 0);
    query.end();
    return Wire.ok(reads.show(caller, RunReads.id(id), Duration.ofSeconds(wait)));
  }

  /// The caller's runs, newest first.
  @Get("/pipelines/runs")
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> list(HttpRequest<?> request, Caller caller) {
    return Wire.ok(pages.page(caller, filter(request, caller)));
  }

  /// The tenant's runs, newest first.
  @Get("/tenants/{tenant_id}/metadata/executions")
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> executions(HttpRequest<?> request, Caller caller) {
    return Wire.ok(pages.page(caller, filter(request, caller)));
  }

  /// Asks a run to stop: 202 while it does, 200 when it has.
  @Post("/pipelines/runs/{id}/cancel")
  @Access(value = Who.TENANT, scope = Scope.RUN)
  HttpResponse<?> cancel(HttpRequest<byte[]> request, Caller caller, @PathVariable String id) {
    new QueryFields(request).end();
    new Fields(JsonBody.of(request)).end();
    var run = reads.cancel(caller, RunReads.id(id));
    boolean done = run.status().equals("CANCELLED");
    return Wire.answer(done ? HttpStatus.OK : HttpStatus.ACCEPTED, run);
  }

  private static RunFilter filter(HttpRequest<?> request, Caller caller) {
    var query = new QueryFields(request);
    int limit = query.number("limit", 1, GREATEST_LIMIT, DEFAULT_LIMIT);
    String status = status(query);
    var filter =
        new RunFilter(
            caller.tenant(),
            status,
            query.text("pipeline_id", 300),
            trigger(query),
            query.instant("from", 0),
            query.instant("to", 1),
            cursor(query),
            limit);
    query.end();
    return filter;
  }

  private static @Nullable String status(QueryFields query) {
    String text = query.text("status", 20);
    if (text == null) return null;
    String status = text.toUpperCase(Locale.ROOT);
    if (status.equals("COMPLETE")) return "COMPLETED";
    if (!STATUSES.contains(status))
      query.wrong("status", "status is one of " + String.join(", ", STATUSES) + ".");
    return status;
  }

  private static @Nullable TriggerType trigger(QueryFields query) {
    String text = query.text("trigger_type", 20);
    if (text == null) return null;
    for (var type : TriggerType.values()) if (type.wire().equals(text)) return type;
    query.wrong("trigger_type", "trigger_type is one of api, scheduler, manual.");
    return null;
  }

  private static @Nullable Cursor cursor(QueryFields query) {
    String text = query.text("cursor", 200);
    if (text == null) return null;
    var cursor = RunCursor.read(text).orElse(null);
    if (cursor == null)
      query.wrong("cursor", "cursor is the next_cursor of an earlier answer, unchanged.");
    return cursor;
  }
}
