package convergence.gateway;

import convergence.edge.Access;
import convergence.edge.Access.Meter;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.Fields;
import convergence.edge.IdempotencyKey;
import convergence.edge.JsonBody;
import convergence.edge.Problems;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.run.Acceptance;
import convergence.run.Run;
import convergence.tenant.Scope;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Starts runs: three ways that the seeds name, and again.
@Controller("/api/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class RunStartController {
  private final RunStarts starts;
  private final Problems problems;

  RunStartController(RunStarts starts, Problems problems) {
    this.starts = starts;
    this.problems = problems;
  }

  /// By the template's place; the body is the parameters.
  @Post("/pipelines/run/{tenant_id}/{provider}/{domain}/{template}")
  @Access(value = Who.TENANT, scope = Scope.RUN, meter = Meter.RUNS)
  HttpResponse<?> template(
      HttpRequest<byte[]> request,
      Caller caller,
      @PathVariable String provider,
      @PathVariable String domain,
      @PathVariable String template) {
    var manner = manner(request, caller, "run");
    var key = RunStarts.key(provider, domain, template);
    return answer(request, starts.template(manner, key, JsonBody.of(request)));
  }

  /// By the pipeline's id, of the caller's tenant.
  @Post("/pipelines/run/{pipeline_id}")
  @Access(
      value = Who.TENANT,
      scope = Scope.RUN,
      meter = Meter.RUNS,
      successor = "/api/v1/pipelines/run/{tenant_id}/{provider}/{domain}/{template}")
  HttpResponse<?> pipeline(
      HttpRequest<byte[]> request, Caller caller, @PathVariable("pipeline_id") String pipelineId) {
    var manner = manner(request, caller, "run-pipeline");
    return answer(request, starts.pipeline(manner, pipelineId, JsonBody.of(request)));
  }

  /// By the pipeline's id in the body.
  @Post("/tenants/{tenant_id}/pipelines/execute")
  @Access(value = Who.TENANT, scope = Scope.RUN, meter = Meter.RUNS)
  HttpResponse<?> execute(HttpRequest<byte[]> request, Caller caller) {
    var manner = manner(request, caller, "execute");
    var fields = new Fields(JsonBody.of(request));
    String pipelineId = fields.required("pipeline_id", 300);
    var parameters = fields.object("parameters");
    fields.end();
    return answer(request, starts.pipeline(manner, pipelineId, parameters));
  }

  /// A new run that goes on where one failed or was cancelled.
  @Post("/pipelines/runs/{id}/retry")
  @Access(value = Who.TENANT, scope = Scope.RUN, meter = Meter.RUNS)
  HttpResponse<?> retry(HttpRequest<byte[]> request, Caller caller, @PathVariable String id) {
    new Fields(JsonBody.of(request)).end();
    var manner = manner(request, caller, "retry/" + id);
    return answer(request, starts.again(manner, RunReads.id(id)));
  }

  private static RunStarts.Manner manner(HttpRequest<?> request, Caller caller, String route) {
    var query = new QueryFields(request);
    String planHash = query.text("plan_hash", 64);
    query.end();
    return new RunStarts.Manner(caller, route, IdempotencyKey.of(request), planHash);
  }

  private HttpResponse<?> answer(HttpRequest<?> request, Acceptance acceptance) {
    return switch (acceptance) {
      case Acceptance.Accepted(var run) -> accepted(run);
      case Acceptance.Duplicate(var run, var replayed) ->
          replayed ? accepted(run) : located(HttpStatus.OK, run, RunAccepted.duplicate(run));
      case Acceptance.Refused(var refusal) -> problems.answer(request, refusal);
    };
  }

  private static HttpResponse<?> accepted(Run run) {
    return located(HttpStatus.ACCEPTED, run, RunAccepted.accepted(run));
  }

  private static HttpResponse<?> located(HttpStatus status, Run run, RunAccepted body) {
    return Wire.answer(status, body)
        .header(HttpHeaders.LOCATION, "/api/v1/pipelines/runs/" + run.id());
  }
}
