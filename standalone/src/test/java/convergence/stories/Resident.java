package convergence.stories;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// A tenant with its key.
///
/// @param place where it lives; after a restart see [#movedTo]
record Resident(Place place, String id, String key) {
  private static final Duration PATIENCE = Duration.ofSeconds(80);
  private static final Set<String> OPEN = Set.of("PENDING", "QUEUED", "RUNNING");

  /// The same tenant after the process was started again.
  Resident movedTo(Place next) {
    return new Resident(next, id, key);
  }

  Answer get(String path) {
    return place.gate().get("/api/v1" + path, "X-API-Key", key);
  }

  Answer post(String path, Object body, String... headers) {
    var all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "X-API-Key";
    all[1] = key;
    return place.gate().post("/api/v1" + path, body, all);
  }

  Answer put(String path, Object body) {
    return place.gate().send("PUT", "/api/v1" + path, Json.write(body), "X-API-Key", key);
  }

  /// @param template `provider/domain/template`
  Answer asks(String template, Map<String, ?> parameters, String... headers) {
    return post("/pipelines/run/" + id + "/" + template, parameters, headers);
  }

  /// Starts a run.
  ///
  /// @return its id
  String starts(String template, Map<String, ?> parameters) {
    return asks(template, parameters).expect(202).path("pipeline_logging_id").asText();
  }

  JsonNode run(String runId) {
    return get("/pipelines/runs/" + runId).expect(200);
  }

  /// The run document once the run has ended.
  JsonNode ended(String runId) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var run = get("/pipelines/runs/" + runId + "?wait=30").expect(200);
      if (!OPEN.contains(run.path("status").asText())) return run;
      if (System.nanoTime() > deadline)
        throw new AssertionError("run did not end in " + PATIENCE + ": " + Json.write(run));
    }
  }

  JsonNode completed(String runId) {
    var run = ended(runId);
    if (!run.path("status").asText().equals("COMPLETED"))
      throw new AssertionError("run did not complete: " + Json.write(run));
    return run;
  }

  /// Starts a run and waits for its good end.
  JsonNode completes(String template, Map<String, ?> parameters) {
    return completed(starts(template, parameters));
  }

  JsonNode quota() {
    return get("/tenants/" + id + "/quota").expect(200);
  }

  Table sql(String query) {
    return place.sql(query);
  }
}
