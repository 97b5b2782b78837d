package convergence.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A tenant at a gateway, with its key.
record Tenant(Http gateway, String id, String key) {
  private static final Set<String> OPEN = Set.of("PENDING", "QUEUED", "RUNNING");

  static Tenant onboarded(Http gateway, String id) {
    var answer =
        gateway
            .post(
                "/api/v1/tenants/onboard",
                Map.of("tenant_id", id, "subscription_plan", "OPEN"),
                Map.of("X-Admin-Key", Cluster.ADMIN_KEY))
            .expect(201);
    if (!answer.path("dryrun_status").asText().equals("SUCCESS"))
      throw new AssertionError("onboarding: " + Json.write(answer));
    return new Tenant(gateway, id, answer.path("api_key").asText());
  }

  Map<String, String> headers() {
    return Map.of("X-API-Key", key);
  }

  /// @param template `provider/domain/template`
  Http.Answer asks(String template, Map<String, ?> parameters) {
    return gateway.post("/api/v1/pipelines/run/" + id + "/" + template, parameters, headers());
  }

  /// @return the run's id
  String starts(String template, Map<String, ?> parameters) {
    return asks(template, parameters).expect(202).path("pipeline_logging_id").asText();
  }

  /// All at once.
  ///
  /// @return the runs' ids
  List<String> starts(String template, List<? extends Map<String, ?>> parameters) {
    var asked = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var each : parameters) asked.add(threads.submit(() -> starts(template, each)));
    }
    return asked.stream().map(Future::resultNow).toList();
  }

  JsonNode run(String run) {
    return gateway.get("/api/v1/pipelines/runs/" + run, headers()).expect(200);
  }

  Http.Answer cancels(String run) {
    return gateway.post("/api/v1/pipelines/runs/" + run + "/cancel", Map.of(), headers());
  }

  JsonNode ended(String run, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      var now = gateway.get("/api/v1/pipelines/runs/" + run + "?wait=30", headers()).expect(200);
      if (!OPEN.contains(now.path("status").asText())) return now;
      if (System.nanoTime() > deadline)
        throw new AssertionError("run did not end in " + patience + ": " + Json.write(now));
    }
  }

  JsonNode quota() {
    return gateway.get("/api/v1/tenants/" + id + "/quota", headers()).expect(200);
  }
}
