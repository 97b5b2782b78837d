package convergence.edge;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// `GET /prometheus`: the meters, for the admin key.
@Controller
final class PrometheusController {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private final Meters meters;
  private final PrometheusMeterRegistry registry;

  PrometheusController(Meters meters, PrometheusMeterRegistry registry) {
    this.meters = meters;
    this.registry = registry;
  }

  @Get("/prometheus")
  @Access(Access.Who.ADMIN)
  @Produces(TEXT)
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<String> meters() {
    return HttpResponse.ok(meters.scrape(registry)).header("Content-Type", TEXT);
  }
}
