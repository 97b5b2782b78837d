package convergence.stories;

import convergence.port.Json;
import java.util.Map;

/// A running Convergence, wherever it runs.
interface Place {
  Gate gate();

  String adminKey();

  /// Takes a tenant in, under a plan without limits.
  default Resident tenant(String id) {
    return tenant(id, "OPEN");
  }

  default Resident tenant(String id, String plan) {
    var body =
        gate()
            .post(
                "/api/v1/tenants/onboard",
                Map.of("tenant_id", id, "subscription_plan", plan),
                "X-Admin-Key",
                adminKey())
            .expect(201);
    if (!body.path("dryrun_status").asText().equals("SUCCESS"))
      throw new AssertionError("the dry run of " + id + ": " + Json.write(body));
    return new Resident(this, id, body.path("api_key").asText());
  }

  /// Asks as the operator does with `./convergence sql`.
  default Table sql(String query) {
    return Table.of(
        gate()
            .post("/api/v1/admin/sql", Map.of("query", query), "X-Admin-Key", adminKey())
            .expect(200));
  }
}
