package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantRoutesTest {
  private Town town;

  @BeforeAll
  void open(@TempDir Path configs) {
    town = Town.open(configs);
  }

  @AfterAll
  void close() {
    town.close();
  }

  @Test
  void a_suspended_tenant_reads_and_starts_nothing_until_it_is_resumed() {
    String key = town.tenant("pausing");
    assertThat(change("pausing", "{\"status\":\"SUSPENDED\"}").json().path("status").asText())
        .isEqualTo("SUSPENDED");
    var refused = run("pausing", key);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("tenant_not_active");
    assertThat(refused.json().path("detail").asText()).contains("SUSPENDED");
    assertThat(town.get("/api/v1/tenants/pausing", "X-API-Key", key).status()).isEqualTo(200);

    change("pausing", "{\"status\":\"active\"}");
    assertThat(run("pausing", key).status()).isEqualTo(202);
  }

  @Test
  void a_cancelled_tenants_keys_open_nothing_while_the_operator_still_sees_it() {
    String key = town.tenant("leaving");
    change("leaving", "{\"status\":\"CANCELLED\"}");
    for (var path : List.of("/api/v1/tenants/leaving", "/api/v1/plans", "/api/v1/pipelines/runs")) {
      var answer = town.get(path, "X-API-Key", key);
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(answer.json().path("detail").asText()).contains("CANCELLED");
    }
    assertThat(town.get("/api/v1/tenants/leaving", "X-Admin-Key", Town.ADMIN).status())
        .isEqualTo(200);
    change("leaving", "{\"status\":\"ACTIVE\"}");
    assertThat(town.get("/api/v1/plans", "X-API-Key", key).status()).isEqualTo(200);
  }

  @Test
  void runs_stop_when_the_subscription_has_ended() {
    String key = town.tenant("trying");
    var changed =
        change(
            "trying",
            "{\"status\":\"TRIAL\",\"subscription_start_date\":\"2020-01-01\",\"subscription_end_date\":\"2020-01-31\"}");
    assertThat(changed.json().path("subscription_status").asText()).isEqualTo("EXPIRED");
    assertThat(changed.json().path("status").asText()).isEqualTo("TRIAL");
    assertThat(run("trying", key).json().path("detail").asText()).contains("EXPIRED");
    assertThat(run("trying", key).status()).isEqualTo(403);

    change("trying", "{\"subscription_end_date\":null}");
    assertThat(run("trying", key).status()).isEqualTo(202);
  }

  @Test
  void a_new_plan_counts_from_the_next_run_on() {
    String key = town.tenant("growing", "STARTER");
    change("growing", "{\"subscription_plan\":\"SCALE\"}");
    var quota = town.get("/api/v1/tenants/growing/quota", "X-API-Key", key).json();
    assertThat(quota.path("daily_limit").asInt()).isEqualTo(1000);
    assertThat(change("growing", "{\"subscription_plan\":\"GOLD\"}").status()).isEqualTo(400);
  }

  @Test
  void the_tenants_own_key_changes_its_profile_and_nothing_else() {
    String key = town.tenant("modest");
    var own =
        town.send(
            "PATCH",
            "/api/v1/tenants/modest",
            "{\"company_name\":\"Modest Inc\",\"admin_email\":\"a@modest.example\"}",
            "X-API-Key",
            key,
            "X-User-ID",
            "ida");
    assertThat(own.json().path("company_name").asText()).isEqualTo("Modest Inc");
    for (var body :
        List.of(
            "{\"status\":\"ACTIVE\"}",
            "{\"subscription_plan\":\"SCALE\"}",
            "{\"allowed_sources\":[\"a.b\"]}",
            "{\"subscription_end_date\":null}"))
      assertThat(town.send("PATCH", "/api/v1/tenants/modest", body, "X-API-Key", key).status())
          .as(body)
          .isEqualTo(403);

    var trail = town.get("/api/v1/tenants/modest/audit", "X-API-Key", key).json().path("items");
    assertThat(trail.findValuesAsText("action"))
        .containsExactly("tenant.changed", "tenant.onboarded");
    assertThat(trail.path(0).path("user_id").asText()).isEqualTo("ida");
    assertThat(trail.path(0).path("details").path("company_name").path(1).asText())
        .isEqualTo("Modest Inc");
  }

  @Test
  void what_does_not_fit_is_named() {
    town.tenant("strict");
    for (var body :
        List.of(
            "{\"status\":\"EXPIRED\"}",
            "{\"status\":1}",
            "{\"admin_email\":\"nobody\"}",
            "{\"subscription_end_date\":\"soon\"}",
            "{\"subscription_end_date\":\"2001-01-01\"}",
            "{\"allowed_sources\":[\"tenants.tenant_profiles\"]}",
            "{\"allowed_sources\":[\"no dots\"]}",
            "{\"allowed_sources\":{}}",
            "{\"tenant_dataset_id\":\"x\"}")) {
      var answer = change("strict", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.json().path("errors").path(0).path("pointer").asText())
          .isEqualTo("/" + body.substring(2, body.indexOf('"', 2)));
    }
    assertThat(change("nobody_here", "{\"status\":\"ACTIVE\"}").status()).isEqualTo(404);
  }

  private Town.Answer change(String tenant, String body) {
    return town.send("PATCH", "/api/v1/tenants/" + tenant, body, "X-Admin-Key", Town.ADMIN);
  }

  private Town.Answer run(String tenant, String key) {
    return town.post("/api/v1/pipelines/run/" + tenant + "/gcp/cost/nap", "", "X-API-Key", key);
  }
}
