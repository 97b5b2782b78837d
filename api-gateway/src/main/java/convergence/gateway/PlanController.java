package convergence.gateway;

import convergence.directory.TenantDirectory;
import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.JsonBody;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.run.TemplatePlanner;
import convergence.tenant.Scope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// Shows what a run would do, and starts nothing.
@Controller("/api/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class PlanController {
  private final TenantDirectory directory;
  private final TemplatePlanner planner;
  private final InstantSource clock;

  PlanController(TenantDirectory directory, TemplatePlanner planner, InstantSource clock) {
    this.directory = directory;
    this.planner = planner;
    this.clock = clock;
  }

  /// The body is that of a run.
  @Post("/pipelines/plan/{tenant_id}/{provider}/{domain}/{template}")
  @Access(value = Who.TENANT, scope = Scope.READ)
  HttpResponse<?> plan(
      HttpRequest<byte[]> request,
      Caller caller,
      @PathVariable String provider,
      @PathVariable String domain,
      @PathVariable String template) {
    new QueryFields(request).end();
    var tenant =
        directory
            .find(caller.tenant())
            .orElseThrow(
                () ->
                    new RefusedException(
                        new Refusal.NotFound(
                            "Tenant \"%s\" is not onboarded.".formatted(caller.tenant()))));
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    var key = RunStarts.key(provider, domain, template);
    return Wire.ok(planner.review(tenant, key, JsonBody.of(request), today));
  }
}
