package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.run.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tenant's schedules over HTTP with a clock that is turned by hand: what fires, what waits and why, and what the
/// customers tables and the audit trail tell of it.
final class SchedulerStoryTest {
  private static HandClock clock;
  private static Town town;

  @BeforeAll
  static void open(@TempDir Path root) {
    var folders = Folders.in(root);
    folders.write(
        "gcp/cost/nap.yml",
        """
        steps:
          - {step_id: nap, ps_type: shared.noop}
        """);
    folders.write(
        "gcp/cost/sleep.yml",
        """
        steps:
          - {step_id: sleep, ps_type: shared.noop, sleep_ms: 60000}
        """);
    town = Town.open(folders, Map.of(StoryBeans.CLOCK, true));
    clock = town.bean(HandClock.class);
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void a_slot_fires_once_and_the_tables_tell_of_it() {
    var acme = town.tenant("acme_corp");
    var config = schedule(acme, "0 * * * *");

    clock.turns(Duration.ofHours(1));
    trigger();
    trigger();

    var slots =
        acme.sql(
            "SELECT pipeline_logging_id, state, scheduled_time FROM customers.scheduled_pipeline_runs WHERE config_id = '%s'"
                .formatted(config));
    assertThat(slots.records()).hasSize(1);
    var run = slots.records().getFirst().get("pipeline_logging_id").asText();
    var ended = acme.get("/pipelines/runs/" + run + "?wait=30").expect(200);
    assertThat(ended.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(ended.path("trigger_type").asText()).isEqualTo("scheduler");

    trigger();
    var after =
        acme.sql(
            "SELECT state FROM customers.scheduled_pipeline_runs WHERE pipeline_logging_id = '%s'"
                .formatted(run));
    assertThat(after.column("state").stream().map(JsonNode::asText)).containsExactly("COMPLETED");
    var configs =
        acme.sql(
            "SELECT state, schedule_cron, last_run_at IS NOT NULL AS ran FROM customers.customer_pipeline_configs WHERE config_id = '%s'"
                .formatted(config));
    assertThat(configs.records().getFirst().get("ran").asBoolean()).isTrue();
    assertThat(configs.records().getFirst().get("schedule_cron").asText()).isEqualTo("0 * * * *");
  }

  @Test
  void a_run_in_the_queue_says_what_it_waits_for_and_is_waited_for() {
    var solo = town.tenant("solo_corp", "STARTER");
    // The earlier slot goes first, and holds the plan's only slot until it is cancelled.
    var first = schedule(solo, "sleep", "20 * * * *");
    var second = schedule(solo, "nap", "30 * * * *");
    clock.turns(Duration.ofHours(1));
    trigger();

    var holder = run(solo, first);
    var waiter = run(solo, second);
    var queued = solo.run(waiter);
    assertThat(queued.path("status").asText()).isEqualTo("QUEUED");
    assertThat(queued.path("waiting_for").toString()).contains(holder);

    solo.post("/pipelines/runs/" + holder + "/cancel", Map.of()).expect(202);
    var ended = solo.get("/pipelines/runs/" + waiter + "?wait=30").expect(200);
    assertThat(ended.path("status").asText()).isEqualTo("COMPLETED");
  }

  @Test
  void what_the_queue_remembers_goes_with_its_run_and_what_waits_stays() {
    var tidy = town.tenant("tidy_corp");
    var config = schedule(tidy, "15 * * * *");
    clock.turns(Duration.ofHours(1));
    trigger();
    var id = run(tidy, config);
    tidy.completed(id);
    var retention = town.bean(Retention.class);

    assertThat(retention.forgetRuns(clock.instant().minus(Duration.ofDays(1)))).isZero();
    tidy.run(id);
    assertThat(retention.forgetRuns(clock.instant().plus(Duration.ofDays(1)))).isPositive();
    assertThat(tidy.get("/pipelines/runs/" + id).status()).isEqualTo(404);
    // The tables keep what happened.
    assertThat(run(tidy, config)).isEqualTo(id);
  }

  @Test
  void the_audit_trail_tells_who_changed_a_schedule_and_what() {
    var audited = town.tenant("audited_corp");
    var config = schedule(audited, "0 3 * * *");
    var path = "/api/v1/scheduler/configs/" + config;
    var gate = town.gate();
    gate.send("PATCH", path, "{\"is_active\":false}", "X-API-Key", audited.key()).expect(200);
    gate.send("PATCH", path, "{\"is_active\":false}", "X-API-Key", audited.key()).expect(200);
    assertThat(gate.send("DELETE", path, "", "X-API-Key", audited.key()).status()).isEqualTo(204);

    var entries =
        audited
            .get("/tenants/audited_corp/audit")
            .expect(200)
            .path("items")
            .valueStream()
            .filter(e -> e.path("target").asText().equals(config))
            .toList();
    assertThat(entries.stream().map(e -> e.path("action").asText()))
        .containsExactlyElementsOf(
            List.of("schedule.deleted", "schedule.changed", "schedule.created"));
    assertThat(entries.get(1).path("details").toString()).isEqualTo("{\"is_active\":false}");
    assertThat(entries.get(2).path("details").path("schedule_cron").asText())
        .isEqualTo("0 3 * * *");
    assertThat(entries.get(0).path("api_key_id").asText()).isNotEmpty();
  }

  /// @return its config_id
  private static String schedule(Resident tenant, String cron) {
    return schedule(tenant, "nap", cron);
  }

  private static String schedule(Resident tenant, String template, String cron) {
    var body =
        Map.of(
            "provider",
            "gcp",
            "domain",
            "cost",
            "pipeline_template",
            template,
            "schedule_cron",
            cron);
    return tenant.post("/scheduler/configs", body).expect(201).path("config_id").asText();
  }

  private static void trigger() {
    town.gate()
        .post("/api/v1/scheduler/trigger", Map.of(), "X-Admin-Key", town.adminKey())
        .expect(200);
    town.gate()
        .post("/api/v1/scheduler/process-queue", Map.of(), "X-Admin-Key", town.adminKey())
        .expect(200);
  }

  /// The run of a schedule's only slot.
  private static String run(Resident tenant, String config) {
    return tenant
        .sql(
            "SELECT pipeline_logging_id FROM customers.scheduled_pipeline_runs WHERE config_id = '%s'"
                .formatted(config))
        .value()
        .asText();
  }
}
