package convergence.edge;

import convergence.port.Pulse;
import convergence.port.Pulse.State;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Says how this process is. Runs on the event loop and asks only what is in memory, so that it answers
/// however busy the warehouse is.
@Controller
final class HealthController {
  private final List<Pulse> pulses;
  private final AdminKeys admins;
  private final Build build;

  HealthController(List<Pulse> pulses, AdminKeys admins, Build build) {
    this.pulses = pulses;
    this.admins = admins;
    this.build = build;
  }

  /// Whether the process is worth keeping: it answers. What it needs and does not reach is [#health]'s matter, which
  /// a restart would not mend.
  @Get("/health/live")
  HttpResponse<?> live() {
    return Wire.ok(Map.of("status", State.UP.name()));
  }

  /// Bare for everybody; for the admin key also what runs here and which parts are in trouble.
  @Get("/health")
  HttpResponse<?> health(HttpRequest<?> request) {
    var worst = State.UP;
    var troubled = new TreeMap<String, String>();
    for (var pulse : pulses) {
      var state = pulse.state();
      if (state.compareTo(worst) > 0) worst = state;
      if (state != State.UP) troubled.put(pulse.part(), state.name());
    }
    var status = worst == State.DOWN ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", worst.name());
    String key = request.getHeaders().get("X-Admin-Key");
    if (key != null && admins.knows(key)) {
      body.put("version", build.version());
      body.put("commit", build.commit());
      body.put("foundation", build.foundation());
      body.put("degraded", troubled);
    }
    return Wire.answer(status, body);
  }
}
