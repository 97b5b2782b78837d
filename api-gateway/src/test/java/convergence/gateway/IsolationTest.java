package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import convergence.directory.TenantDirectory;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Ids;
import convergence.port.Json;
import convergence.port.Key;
import convergence.tenant.ApiKey;
import convergence.tenant.KeyForm;
import convergence.tenant.Scope;
import convergence.tenant.TenantId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IsolationTest {
  private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";
  private Town town;
  private String alpha;
  private String beta;
  private String betasRun;

  @BeforeAll
  void open(@TempDir Path configs) {
    town = Town.open(configs);
    alpha = town.tenant("alpha");
    beta = town.tenant("beta");
    betasRun =
        town.post("/api/v1/pipelines/run/beta/gcp/cost/nap", "", "X-API-Key", beta)
            .json()
            .path("pipeline_logging_id")
            .asText();
  }

  @AfterAll
  void close() {
    town.close();
  }

  @Test
  void
      another_tenants_path_is_forbidden_before_any_look_up_and_looks_like_one_that_does_not_exist() {
    var store = town.bean(MemoryStore.class);
    town.get("/api/v1/tenants/alpha/quota", "X-API-Key", alpha);
    for (var route :
        List.of(
            "POST /api/v1/pipelines/run/%s/gcp/cost/nap",
            "POST /api/v1/tenants/%s/pipelines/execute",
            "GET /api/v1/tenants/%s/metadata/executions",
            "GET /api/v1/tenants/%s/quota",
            "GET /api/v1/tenants/%s")) {
      long before = store.gets();
      var real = call(route.formatted("beta"), alpha);
      var madeUp = call(route.formatted("nobody_at_all"), alpha);
      var impossible = call(route.formatted("x"), alpha);

      assertThat(real.status()).as(route).isEqualTo(403);
      assertThat(alike(madeUp)).isEqualTo(alike(real));
      assertThat(alike(impossible)).isEqualTo(alike(real));
      assertThat(store.gets()).as("look-ups of %s", route).isEqualTo(before);
    }
  }

  @Test
  void another_tenants_run_looks_like_one_that_does_not_exist() {
    for (var route :
        List.of(
            "GET /api/v1/pipelines/runs/%s",
            "GET /api/v1/pipelines/runs/%s?wait=1",
            "POST /api/v1/pipelines/runs/%s/cancel",
            "POST /api/v1/pipelines/runs/%s/retry")) {
      var foreign = call(route.formatted(betasRun), alpha);
      var unknown = call(route.formatted(UNKNOWN), alpha);
      var noId = call(route.formatted("no-id"), alpha);

      assertThat(foreign.status()).as(route).isEqualTo(404);
      assertThat(alike(unknown)).isEqualTo(alike(foreign));
      assertThat(alike(noId)).isEqualTo(alike(foreign));
    }
    assertThat(call("GET /api/v1/pipelines/runs/" + betasRun, beta).status()).isEqualTo(200);
  }

  @Test
  void a_cursor_of_another_tenant_shows_only_ones_own_runs() {
    for (int i = 0; i < 3; i++)
      town.post(
          "/api/v1/pipelines/run/beta/gcp/cost/nap",
          "{\"n\":%d}".formatted(i + 1),
          "X-API-Key",
          beta);
    String cursor =
        call("GET /api/v1/pipelines/runs?limit=1", beta).json().path("next_cursor").asText();
    var page = call("GET /api/v1/pipelines/runs?cursor=" + cursor, alpha).json();
    assertThat(page.path("items").findValuesAsText("tenant_id")).doesNotContain("beta");
  }

  @Test
  void a_pipeline_of_another_tenant_is_not_found_by_its_id() {
    var answer = call("POST /api/v1/pipelines/run/beta-gcp-cost-nap", alpha);
    var madeUp = call("POST /api/v1/pipelines/run/alpha-gcp-cost-nothing", alpha);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(alike(answer)).isEqualTo(alike(madeUp));
  }

  @Test
  void without_a_key_every_route_of_the_api_is_closed() {
    var api = town.get("/openapi.json").json();
    for (var path : api.path("paths").properties())
      for (var method : path.getValue().properties()) {
        if (method.getValue().path("security").isEmpty()) continue;
        String at = path.getKey().replaceAll("\\{[a-z_]+}", "x12");
        String verb = method.getKey().toUpperCase(Locale.ROOT);
        var answer = town.send(verb, at, verb.equals("POST") ? "{}" : null);
        assertThat(answer.status()).as(verb + " " + at).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("unauthenticated");
        assertThat(answer.header("WWW-Authenticate")).isNotEmpty();
      }
  }

  @Test
  void a_key_that_is_wrong_in_any_way_is_401() {
    String wellFormed = KeyForm.generate(new TenantId("alpha"), town.bean(Ids.class)).reveal();
    String oneLetterOff =
        alpha.substring(0, alpha.length() - 1) + (alpha.endsWith("x") ? "y" : "x");
    for (var key :
        List.of(
            "",
            " ",
            "alpha_api_",
            "x",
            alpha + "x",
            alpha.toUpperCase(Locale.ROOT),
            oneLetterOff,
            wellFormed,
            "é".repeat(50))) {
      var answer =
          town.raw(
              "GET /api/v1/plans HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: "
                  + key
                  + "\r\n\r\n");
      assertThat(answer).as(key).startsWith("HTTP/1.1 401");
      if (!key.isBlank() && key.length() > 3) assertThat(answer).doesNotContain(key);
    }
    var twoKeys =
        town.raw(
            "GET /api/v1/plans HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: %s\r\nX-API-Key: %s\r\n\r\n"
                .formatted(alpha, beta));
    assertThat(twoKeys).startsWith("HTTP/1.1 401");
  }

  @Test
  void a_key_without_the_scope_is_403_and_one_that_expired_or_was_revoked_is_401() {
    var reader = key(Set.of(Scope.READ), true, null);
    assertThat(call("GET /api/v1/pipelines/runs", reader).status()).isEqualTo(200);
    var refused = call("POST /api/v1/pipelines/run/alpha/gcp/cost/nap", reader);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().path("detail").asText()).contains("\"run\"");

    var runner = key(Set.of(Scope.RUN), true, null);
    assertThat(call("GET /api/v1/pipelines/runs", runner).status()).isEqualTo(403);
    assertThat(call("GET /api/v1/plans", key(Scope.all(), false, null)).status()).isEqualTo(401);
    assertThat(call("GET /api/v1/plans", key(Scope.all(), true, Instant.EPOCH)).status())
        .isEqualTo(401);
  }

  @Test
  void the_operators_routes_refuse_a_tenants_key_and_a_wrong_admin_key() {
    String body = "{\"tenant_id\":\"gamma\"}";
    assertThat(town.post("/api/v1/tenants/onboard", body).status()).isEqualTo(401);
    assertThat(town.post("/api/v1/tenants/onboard", body, "X-API-Key", alpha).status())
        .isEqualTo(403);
    assertThat(town.post("/api/v1/tenants/onboard", body, "X-Admin-Key", Town.ADMIN + "x").status())
        .isEqualTo(401);
    assertThat(town.bean(TenantDirectory.class).find(new TenantId("gamma"))).isEmpty();
  }

  private String key(Set<Scope> scopes, boolean active, @Nullable Instant expiresAt) {
    var ids = town.bean(Ids.class);
    String text = KeyForm.generate(new TenantId("alpha"), ids).reveal();
    var key =
        new ApiKey(
            ids.uuid().toString(),
            new TenantId("alpha"),
            KeyForm.sha256(text),
            "",
            "test",
            scopes,
            active,
            expiresAt,
            false,
            null,
            Instant.EPOCH,
            1);
    town.bean(DocumentStore.class)
        .transact(
            tx -> {
              tx.put(new Key("api_keys", key.sha256()), new Document(1, Json.write(key), Map.of()));
              return key;
            });
    return text;
  }

  private Town.Answer call(String route, String key) {
    var parts = route.split(" ", 2);
    return town.send(parts[0], parts[1], parts[0].equals("POST") ? "{}" : null, "X-API-Key", key);
  }

  /// What must not differ between two refusals: everything but the path and the request's id.
  private static String alike(Town.Answer answer) {
    var json = (ObjectNode) answer.json();
    json.remove(List.of("instance", "request_id"));
    return answer.status() + " " + json;
  }
}
