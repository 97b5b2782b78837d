package convergence.scheduler;

import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.ApiPart;
import convergence.edge.Fields;
import convergence.edge.JsonBody;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// What Cloud Scheduler calls with its identity token, and operators with the admin key.
@Controller("/api/v1/scheduler")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SchedulerController implements ApiPart {
  private final Rounds rounds;

  SchedulerController(Rounds rounds) {
    this.rounds = rounds;
  }

  @Post("/trigger")
  @Access(Who.CLOCK)
  HttpResponse<?> trigger(HttpRequest<byte[]> request) {
    return answer(request, rounds::trigger);
  }

  @Post("/process-queue")
  @Access(Who.CLOCK)
  HttpResponse<?> processQueue(HttpRequest<byte[]> request) {
    return answer(request, rounds::processQueue);
  }

  @Post("/reset-daily-quotas")
  @Access(Who.CLOCK)
  HttpResponse<?> resetDailyQuotas(HttpRequest<byte[]> request) {
    return answer(request, rounds::resetDailyQuotas);
  }

  @Post("/cleanup-orphaned-pipelines")
  @Access(Who.CLOCK)
  HttpResponse<?> cleanup(HttpRequest<byte[]> request) {
    return answer(request, rounds::cleanup);
  }

  @Get("/status")
  @Access(Who.ADMIN)
  HttpResponse<?> status(HttpRequest<?> request) {
    new QueryFields(request).end();
    return Wire.ok(rounds.status());
  }

  @Override
  public @Nullable InputStream openapi() {
    return SchedulerController.class.getResourceAsStream("openapi.yml");
  }

  private interface Round {
    Object go();
  }

  /// None takes anything.
  private static HttpResponse<?> answer(HttpRequest<byte[]> request, Round round) {
    new QueryFields(request).end();
    new Fields(JsonBody.of(request)).end();
    return Wire.ok(round.go());
  }
}
