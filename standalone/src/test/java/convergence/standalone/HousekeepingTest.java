package convergence.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.embedded.duckdb.DuckDbWarehouse;
import convergence.port.Json;
import convergence.run.Retention;
import convergence.run.RunId;
import convergence.run.RunLedger;
import convergence.warehouse.JobId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HousekeepingTest {
  private static final Path HOME = Path.of(System.getProperty("convergence.home", ".."));
  @TempDir Path folder;

  @Test
  void what_has_ended_goes_when_it_is_old_and_what_is_open_stays() throws Exception {
    var key = AdminKey.of(folder);
    var settings =
        Map.<String, Object>of("convergence.configs-dir", HOME.resolve("configs").toString());
    try (var instance = Instance.start(folder.resolve("data"), 0, key, settings)) {
      var desk = new OperatorDesk(new Api(instance.port()), Map.of("X-Admin-Key", key.first()));
      desk.post("/api/v1/tenants/onboard", Map.of("tenant_id", "old_corp"));
      var done = run(desk);
      desk.get("/api/v1/pipelines/runs/" + done + "?wait=30");
      desk.post("/api/v1/admin/drain", Map.of("on", true));
      var open = run(desk);
      var retention = instance.bean(Retention.class);
      var ledger = instance.bean(RunLedger.class);
      Instant now = Clock.systemUTC().instant();

      assertThat(retention.forgetRuns(now.minus(Duration.ofDays(1)))).isZero();
      assertThat(retention.forgetRuns(now.plus(Duration.ofDays(1)))).isPositive();
      assertThat(ledger.find(id(done))).isEmpty();
      assertThat(ledger.find(id(open))).isPresent();
      desk.post("/api/v1/admin/drain", Map.of("on", false));
      assertThat(desk.get("/api/v1/pipelines/runs/" + open + "?wait=30").path("status").asText())
          .isEqualTo("COMPLETED");
    }
  }

  @Test
  void every_kind_of_replayed_answer_goes_when_it_does_not_count_any_more() throws Exception {
    var key = AdminKey.of(folder);
    var settings =
        Map.<String, Object>of("convergence.configs-dir", HOME.resolve("configs").toString());
    try (var instance = Instance.start(folder.resolve("data"), 0, key, settings)) {
      var admin = Map.of("X-Admin-Key", key.first());
      var desk = new OperatorDesk(new Api(instance.port()), admin);
      var once =
          new OperatorDesk(
              new Api(instance.port()),
              Map.of("X-Admin-Key", key.first(), "Idempotency-Key", "the-first"));
      once.post("/api/v1/tenants/onboard", Map.of("tenant_id", "old_corp"));
      run(once);
      var keyMade = once.post("/api/v1/tenants/old_corp/api-keys", Map.of("key_name", "a"));
      var again = once.post("/api/v1/tenants/old_corp/api-keys", Map.of("key_name", "a"));
      assertThat(again.path("api_key_id")).isEqualTo(keyMade.path("api_key_id"));

      var retention = instance.bean(Retention.class);
      Instant now = Clock.systemUTC().instant();
      assertThat(retention.forgetReplays(now)).isZero();
      assertThat(retention.forgetReplays(now.plus(Duration.ofDays(3)))).isEqualTo(3);
      var anew = once.post("/api/v1/tenants/old_corp/api-keys", Map.of("key_name", "a"));
      assertThat(anew.path("api_key_id")).isNotEqualTo(keyMade.path("api_key_id"));
      assertThat(desk.get("/api/v1/tenants/old_corp/api-keys").path("items")).hasSize(3);
    }
  }

  @Test
  void what_a_plan_said_goes_and_its_hash_stays_good() throws Exception {
    var key = AdminKey.of(folder);
    var settings =
        Map.<String, Object>of("convergence.configs-dir", HOME.resolve("configs").toString());
    try (var instance = Instance.start(folder.resolve("data"), 0, key, settings)) {
      var desk = new OperatorDesk(new Api(instance.port()), Map.of("X-Admin-Key", key.first()));
      desk.post("/api/v1/tenants/onboard", Map.of("tenant_id", "old_corp"));
      var plan = desk.post("/api/v1/pipelines/plan/old_corp/gcp/example/dryrun", Map.of());
      var retention = instance.bean(Retention.class);
      Instant now = Clock.systemUTC().instant();

      assertThat(retention.forgetPlans(now.plus(Duration.ofDays(29)))).isZero();
      assertThat(retention.forgetPlans(now.plus(Duration.ofDays(31)))).isEqualTo(1);
      var hash = plan.path("plan_hash").asText();
      var started =
          desk.post(
              "/api/v1/pipelines/run/old_corp/gcp/example/dryrun?plan_hash=" + hash, Map.of());
      assertThat(started.path("pipeline_logging_id").asText()).isNotEmpty();
    }
  }

  @Test
  void effects_go_when_they_are_old_but_not_those_to_keep() {
    var settings =
        Map.<String, Object>of("convergence.configs-dir", HOME.resolve("configs").toString());
    try (var context = Instance.open(folder.resolve("data"), settings)) {
      var warehouse = context.getBean(DuckDbWarehouse.class);
      for (var id : List.of("a", "b")) warehouse.forbid(new JobId(id));
      Instant now = Clock.systemUTC().instant();
      assertThat(warehouse.forgetEffects(now.minusSeconds(3600), List.of())).isZero();
      assertThat(warehouse.forgetEffects(now.plusSeconds(3600), List.of("a"))).isEqualTo(1);
      assertThat(warehouse.forgetEffects(now.plusSeconds(3600), List.of())).isEqualTo(1);
    }
  }

  private static String run(OperatorDesk desk) throws Exception {
    return desk.post("/api/v1/pipelines/run/old_corp/gcp/example/dryrun", Map.of())
        .path("pipeline_logging_id")
        .asText();
  }

  private static RunId id(String text) {
    return Json.read("\"" + text + "\"", RunId.class);
  }
}
