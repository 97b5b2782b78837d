package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.run.RunId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunRoutesTest {
  private static final String NAP = "/api/v1/pipelines/run/acme_corp/gcp/cost/nap";
  private Town town;
  private String key;
  private int n;

  @BeforeAll
  void open(@TempDir Path configs) {
    town = Town.open(configs);
    key = town.tenant("acme_corp");
  }

  @AfterAll
  void close() {
    town.close();
  }

  @BeforeEach
  void awake() {
    town.bean(Hand.class).works();
    n++;
  }

  @Test
  void a_run_is_accepted_and_read_until_its_end() {
    var started =
        town.post(
            NAP,
            "{\"n\":%d,\"date\":\"2025-11-14\"}".formatted(n),
            "X-API-Key",
            key,
            "X-User-ID",
            "alice");

    assertThat(started.status()).isEqualTo(202);
    assertThat(started.json().path("pipeline_id").asText()).isEqualTo("acme_corp-gcp-cost-nap");
    assertThat(started.json().path("status").asText()).isEqualTo("PENDING");
    assertThat(started.json().path("duplicate").asBoolean(true)).isFalse();
    String id = started.json().path("pipeline_logging_id").asText();
    assertThat(started.header("Location")).isEqualTo("/api/v1/pipelines/runs/" + id);

    var run = town.get(started.header("Location") + "?wait=30", "X-API-Key", key).json();
    assertThat(run.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(run.path("user_id").asText()).isEqualTo("alice");
    assertThat(run.path("trigger_type").asText()).isEqualTo("api");
    assertThat(run.path("steps").findValuesAsText("step_name")).containsExactly("first", "second");
    assertThat(run.path("steps").findValuesAsText("status")).containsOnly("COMPLETED");
  }

  @Test
  void the_same_run_that_is_open_is_answered_as_a_duplicate() {
    town.bean(Hand.class).rests();
    String body = "{\"n\":%d}".formatted(n);
    var first = town.post(NAP, body, "X-API-Key", key);
    var second = town.post(NAP, body, "X-API-Key", key);

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().path("duplicate").asBoolean()).isTrue();
    assertThat(second.json().path("pipeline_logging_id"))
        .isEqualTo(first.json().path("pipeline_logging_id"));
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
  }

  @Test
  void an_idempotency_key_repeats_its_answer_and_refuses_another_body() {
    String body = "{\"n\":%d}".formatted(n);
    var first = town.post(NAP, body, "X-API-Key", key, "Idempotency-Key", "once-" + n);
    town.get(first.header("Location") + "?wait=30", "X-API-Key", key);
    var again = town.post(NAP, body, "X-API-Key", key, "Idempotency-Key", "once-" + n);
    var other =
        town.post(
            NAP,
            "{\"n\":-1}".replace("-1", "99"),
            "X-API-Key",
            key,
            "Idempotency-Key",
            "once-" + n);

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void the_two_other_ways_start_the_same_pipeline() {
    var byId =
        town.post(
            "/api/v1/pipelines/run/acme_corp-gcp-cost-nap",
            "{\"n\":%d}".formatted(n),
            "X-API-Key",
            key);
    var executed =
        town.post(
            "/api/v1/tenants/acme_corp/pipelines/execute",
            "{\"pipeline_id\":\"acme_corp-gcp-cost-nap\",\"parameters\":{\"n\":%d}}"
                .formatted(n + 1_000),
            "X-API-Key",
            key);

    assertThat(byId.status()).isEqualTo(202);
    assertThat(byId.header("Deprecation")).startsWith("@");
    assertThat(byId.header("Link")).contains("successor-version");
    assertThat(executed.status()).isEqualTo(202);
    assertThat(executed.header("Deprecation")).isEmpty();
    assertThat(executed.json().path("pipeline_id").asText()).isEqualTo("acme_corp-gcp-cost-nap");
  }

  @Test
  void the_body_is_read_as_json_whatever_its_type_says() {
    for (var type :
        List.of(
            "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x")) {
      var answer =
          town.post(
              NAP,
              "{\"n\":%d,\"note\":\"%d\"}".formatted(n, type.length()),
              "X-API-Key",
              key,
              "Content-Type",
              type);
      assertThat(answer.status()).as(type).isEqualTo(202);
      var run = town.get(answer.header("Location"), "X-API-Key", key).json();
      assertThat(run.path("parameters").path("note").asText())
          .as(type)
          .isEqualTo(Integer.toString(type.length()));
    }
  }

  @Test
  void a_body_may_be_absent_or_blank() {
    assertThat(town.send("POST", NAP, null, "X-API-Key", key).status()).isIn(200, 202);
    assertThat(town.post(NAP, " \n", "X-API-Key", key).status()).isIn(200, 202);
  }

  @Test
  void a_failed_run_is_retried_from_where_it_failed() {
    town.bean(Hand.class).failsAt("second");
    var failed = ended(town.post(NAP, "{\"n\":%d}".formatted(n), "X-API-Key", key));
    assertThat(failed.path("status").asText()).isEqualTo("FAILED");
    assertThat(failed.path("error_code").asText()).isEqualTo("sql_invalid");
    assertThat(failed.path("error_message").asText()).isNotEmpty();

    town.bean(Hand.class).works();
    String id = failed.path("pipeline_logging_id").asText();
    var retried = ended(town.post("/api/v1/pipelines/runs/" + id + "/retry", "", "X-API-Key", key));
    assertThat(retried.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(retried.path("retry_of").asText()).isEqualTo(id);
    assertThat(retried.path("parameters")).isEqualTo(failed.path("parameters"));
    assertThat(retried.at("/steps/0/metadata/taken_over_from").asText()).isEqualTo(id);

    var completed =
        town.post(
            "/api/v1/pipelines/runs/" + retried.path("pipeline_logging_id").asText() + "/retry",
            "",
            "X-API-Key",
            key);
    assertThat(completed.status()).isEqualTo(409);
  }

  @Test
  void a_waiting_run_is_cancelled_at_once_and_a_second_time_the_same() {
    town.bean(Hand.class).rests();
    var started = town.post(NAP, "{\"n\":%d}".formatted(n), "X-API-Key", key);
    var waiting = town.get(started.header("Location"), "X-API-Key", key).json();
    assertThat(waiting.path("waiting_for").path("reason").asText()).isEqualTo("worker");
    assertThat(waiting.path("steps").findValuesAsText("status")).containsOnly("PENDING");

    var cancelled = town.post(started.header("Location") + "/cancel", "", "X-API-Key", key);
    var again = town.post(started.header("Location") + "/cancel", "{}", "X-API-Key", key);
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.json().path("status").asText()).isEqualTo("CANCELLED");
    assertThat(again.text()).isEqualTo(cancelled.text());

    var done = ended(town.post(NAP, "{\"n\":%d}".formatted(n + 5_000), "X-API-Key", key), true);
    var tooLate =
        town.post(
            "/api/v1/pipelines/runs/" + done.path("pipeline_logging_id").asText() + "/cancel",
            "",
            "X-API-Key",
            key);
    assertThat(tooLate.status()).isEqualTo(409);
    assertThat(tooLate.code()).isEqualTo("conflict");
  }

  @Test
  void lists_are_paged_newest_first_and_filtered() {
    String own = town.tenant("lister" + n);
    String path = "/api/v1/pipelines/run/lister%d/gcp/cost/nap".formatted(n);
    for (int i = 0; i < 7; i++)
      ended(town.post(path, "{\"n\":%d}".formatted(i), "X-API-Key", own), own);

    var seen = new ArrayList<Integer>();
    String cursor = "";
    int pages = 0;
    do {
      var page =
          town.get(
                  "/api/v1/pipelines/runs?limit=3&pipeline_id=lister%d-gcp-cost-nap".formatted(n)
                      + (cursor.isEmpty() ? "" : "&cursor=" + cursor),
                  "X-API-Key",
                  own)
              .json();
      page.path("items").forEach(run -> seen.add(run.at("/parameters/n").asInt()));
      assertThat(page.path("items").path(0).has("steps")).isFalse();
      cursor = page.path("next_cursor").asText("");
      if (page.path("next_cursor").isNull()) cursor = "";
      pages++;
    } while (!cursor.isEmpty());
    assertThat(seen).containsExactly(6, 5, 4, 3, 2, 1, 0);
    assertThat(pages).isEqualTo(3);

    String executions = "/api/v1/tenants/lister%d/metadata/executions".formatted(n);
    assertThat(count(executions + "?status=COMPLETE&trigger_type=api", own)).isEqualTo(7);
    assertThat(count(executions + "?status=FAILED", own)).isZero();
    assertThat(count(executions + "?trigger_type=manual", own)).isEqualTo(2);
    assertThat(count(executions + "?from=2001-01-01&to=2001-01-02", own)).isZero();
    assertThat(count(executions + "?from=2001-01-01T00:00:00%2B01:00", own)).isEqualTo(9);
  }

  @Test
  void a_quota_that_is_reached_is_answered_in_the_documented_words() {
    town.bean(Hand.class).works();
    String own = town.tenant("starter" + n, "STARTER");
    town.bean(Hand.class).rests();
    String path = "/api/v1/pipelines/run/starter%d/gcp/cost/nap".formatted(n);
    var first = town.post(path, "{\"n\":1}", "X-API-Key", own);
    var second = town.post(path, "{\"n\":2}", "X-API-Key", own);

    assertThat(first.status()).isEqualTo(202);
    assertThat(second.status()).isEqualTo(429);
    assertThat(second.json().path("detail").asText())
        .isEqualTo("Concurrent pipeline limit reached. Wait for running pipelines to complete.");
    assertThat(second.header("Retry-After")).isEqualTo("30");

    var quota = town.get("/api/v1/tenants/starter%d/quota".formatted(n), "X-API-Key", own).json();
    assertThat(quota.path("pipelines_run_today").asInt()).isEqualTo(1);
    assertThat(quota.path("daily_limit").asInt()).isEqualTo(6);
    assertThat(quota.path("remaining_today").asInt()).isEqualTo(5);
    assertThat(quota.path("concurrent_pipelines_running").asInt()).isEqualTo(1);
    assertThat(quota.path("concurrent_limit").asInt()).isEqualTo(1);
    assertThat(quota.path("monthly_limit").isNull()).isTrue();
    assertThat(quota.path("resets_at").asText()).endsWith("T00:00:00Z");
    assertThat(quota.path("holders").path(0)).isEqualTo(first.json().path("pipeline_logging_id"));
  }

  @Test
  void an_admin_key_starts_runs_of_any_tenant_and_they_say_manual() {
    var started = town.post(NAP, "{\"n\":%d}".formatted(n), "X-Admin-Key", Town.ADMIN);
    assertThat(started.status()).isEqualTo(202);
    var run = town.get(started.header("Location"), "X-Admin-Key", Town.ADMIN).json();
    assertThat(run.path("trigger_type").asText()).isEqualTo("manual");
    var list = town.get("/api/v1/pipelines/runs", "X-Admin-Key", Town.ADMIN);
    assertThat(list.status()).isEqualTo(400);
  }

  @Test
  void a_template_is_not_found_by_its_file_and_a_broken_one_by_its_line() {
    var missing = town.post("/api/v1/pipelines/run/acme_corp/gcp/cost/nope", "", "X-API-Key", key);
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.json().path("detail").asText()).contains("configs/gcp/cost/nope.yml");

    var broken = town.post("/api/v1/pipelines/run/acme_corp/gcp/cost/broken", "", "X-API-Key", key);
    assertThat(broken.status()).isEqualTo(422);
    assertThat(broken.code()).isEqualTo("template_invalid");
    assertThat(broken.json().path("detail").asText()).contains("configs/gcp/cost/broken.yml:2");
    assertThat(broken.json().at("/errors/0/line").isInt()).isTrue();
  }

  @Test
  void the_catalogue_shows_what_a_template_takes_and_what_is_broken() {
    var all = town.get("/api/v1/pipelines/templates", "X-API-Key", key).json();
    assertThat(all.path("items").findValuesAsText("template"))
        .containsExactly("gcp/bugs/bug", "gcp/cost/broken", "gcp/cost/nap", "gcp/example/dryrun");
    var nap = all.at("/items/2");
    assertThat(nap.path("pipeline_id").asText()).isEqualTo("acme_corp-gcp-cost-nap");
    assertThat(nap.at("/parameters/properties/n/minimum").asInt(-1)).isZero();
    assertThat(nap.at("/parameters/additionalProperties").asBoolean(true)).isFalse();
    assertThat(nap.at("/steps/0/ps_type").asText()).isEqualTo("shared.noop");
    assertThat(all.at("/items/1/status").asText()).isEqualTo("broken");
    assertThat(all.at("/items/1/faults/0/line").asInt()).isEqualTo(2);
    assertThat(all.path("next_cursor").isNull()).isTrue();
  }

  private int count(String path, String own) {
    return town.get(path, "X-API-Key", own).json().path("items").size();
  }

  private JsonNode ended(Town.Answer started) {
    return ended(started, key);
  }

  private JsonNode ended(Town.Answer started, boolean afterRest) {
    if (afterRest) {
      town.bean(Hand.class).works();
      town.bean(Hand.class)
          .carryOut(RunId.parse(started.json().path("pipeline_logging_id").asText()).orElseThrow());
    }
    return ended(started);
  }

  private JsonNode ended(Town.Answer started, String own) {
    assertThat(started.status()).as(started.text()).isEqualTo(202);
    return town.get(started.header("Location") + "?wait=30", "X-API-Key", own).json();
  }
}
