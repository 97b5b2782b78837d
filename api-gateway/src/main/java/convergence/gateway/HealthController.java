package convergence.gateway;

import convergence.edge.Wire;
import convergence.port.Pulse;
import convergence.port.Pulse.State;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.List;
import java.util.Map;

/// Says how this process is. Runs on the event loop and asks only what is in memory, so that it answers
/// however busy the warehouse is.
@Controller
final class HealthController {
  private final List<Pulse> pulses;

  HealthController(List<Pulse> pulses) {
    this.pulses = pulses;
  }

  @Get("/health")
  HttpResponse<?> health() {
    var worst = State.UP;
    for (var pulse : pulses) {
      var state = pulse.state();
      if (state.compareTo(worst) > 0) worst = state;
    }
    var status = worst == State.DOWN ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK;
    return Wire.answer(status, Map.of("status", worst.name()));
  }
}
