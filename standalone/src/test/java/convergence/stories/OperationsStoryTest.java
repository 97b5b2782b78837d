package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.standalone.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What an operator does while runs go on. `-Dstories.load=` makes the backup's load larger.
final class OperationsStoryTest {
  private static final int CALLERS = 4;
  private static final int LOAD = Integer.getInteger("stories.load", 150);
  @TempDir Path root;

  @Test
  void a_backup_under_load_restored_elsewhere_agrees_with_itself() throws Exception {
    var folders = furnished("first");
    var backup = root.resolve("backup");
    Set<String> accepted;
    Resident acme;
    try (var town = Town.open(folders)) {
      acme = town.tenant("backup_acme");
      var load = new Load(acme);
      load.until(LOAD);
      accepted = Set.copyOf(load.accepted);
      town.gate()
          .post(
              "/api/v1/admin/backup",
              Map.of("directory", backup.toString()),
              "X-Admin-Key",
              town.adminKey())
          .expect(200);
      load.until(load.accepted.size() + 20);
      load.stop();
    }
    var elsewhere = furnished("second");
    restore(backup, elsewhere.data());
    try (var town = Town.open(elsewhere)) {
      var moved = acme.movedTo(town);
      for (var run : accepted) moved.completed(run);
      var known = everyRun(moved);
      assertThat(known.keySet()).containsAll(accepted);
      for (var run : known.keySet()) moved.completed(run);
      assertThat(moved.quota().path("concurrent_pipelines_running").asInt()).isZero();
      // Each run appended one row: the tables hold those of the ledger's runs, once each.
      var rows = town.sql("SELECT n, COUNT(*) AS c FROM backup_acme.journal GROUP BY n");
      assertThat(rows.column("c")).allMatch(count -> count.asInt() == 1);
      var written = new HashSet<Integer>();
      rows.column("n").forEach(n -> written.add(n.asInt()));
      var wanted = new HashSet<Integer>();
      everyRun(moved).values().forEach(run -> wanted.add(run.at("/parameters/n").asInt()));
      assertThat(written).isEqualTo(wanted);
      var history =
          town.sql(
              "SELECT pipeline_logging_id AS id, status FROM tenants.x_meta_pipeline_runs WHERE"
                  + " pipeline_id LIKE '%journal'");
      var rowsById = new ArrayList<String>();
      history.column("id").forEach(id -> rowsById.add(id.asText()));
      assertThat(rowsById).doesNotHaveDuplicates();
      assertThat(Set.copyOf(rowsById)).isEqualTo(known.keySet());
      assertThat(history.column("status")).allMatch(s -> s.asText().equals("COMPLETED"));
      var sum =
          town.sql(
              "SELECT pipelines_run_today AS n FROM tenants.tenant_usage_quotas WHERE tenant_id ="
                  + " 'backup_acme'");
      assertThat(sum.column("n")).allMatch(n -> n.asInt() >= known.size());
    }
  }

  @Test
  void while_it_drains_runs_are_accepted_and_wait_and_health_says_so() {
    try (var town = Town.open(furnished("drain"))) {
      var acme = town.tenant("drain_acme");
      drain(town, true);
      var run = acme.starts("story/ops/journal", Map.of("n", 1));
      assertThat(health(town).path("status").asText()).isEqualTo("DEGRADED");
      assertThat(health(town).at("/degraded/draining").asText()).isEqualTo("DEGRADED");
      assertThat(acme.get("/pipelines/runs/" + run + "?wait=2").expect(200).path("status").asText())
          .isEqualTo("PENDING");
      assertThat(meters(town)).contains("convergence_open_runs 1.0");
      drain(town, false);
      acme.completed(run);
      assertThat(meters(town)).contains("convergence_open_runs 0.0");
      assertThat(health(town).path("status").asText()).isEqualTo("UP");
    }
  }

  @Test
  void health_tells_an_operator_what_runs_and_a_stranger_nothing_more_than_up() {
    try (var town = Town.open(furnished("health"))) {
      assertThat(town.gate().get("/health").expect(200).toString())
          .isEqualTo("{\"status\":\"UP\"}");
      var told = health(town);
      assertThat(told.path("version").asText()).matches("\\d+\\.\\d+.*");
      assertThat(told.path("commit").asText()).isNotEmpty();
      assertThat(told.path("foundation").asText()).isEqualTo("embedded");
      assertThat(told.path("degraded").isEmpty()).isTrue();
    }
  }

  @Test
  void meters_count_runs_and_name_no_tenant() {
    try (var town = Town.open(furnished("meters"))) {
      var acme = town.tenant("meters_acme");
      acme.completes("story/ops/journal", Map.of("n", 1));
      var text = meters(town);
      assertThat(text)
          .contains("convergence_runs_ended_total{status=\"COMPLETED\",trigger=\"api\"} 1.0")
          .contains(
              "convergence_step_duration_seconds_count{status=\"COMPLETED\",step_type=\"bigquery_to_bigquery\"}"
                  + " 1")
          .contains("convergence_runs_open{status=\"RUNNING\"}")
          .contains("convergence_queue_depth 0.0")
          .contains("convergence_queue_age_seconds 0.0")
          .contains("convergence_slots_held 0.0")
          .contains("convergence_quota_drift_total 0.0")
          .contains("convergence_commit_seconds_count")
          .contains("jvm_memory_used_bytes")
          .doesNotContain("meters_acme");
      assertThat(town.gate().get("/prometheus").status()).isEqualTo(401);
      assertThat(town.gate().get("/prometheus", "X-API-Key", acme.key()).status()).isEqualTo(403);
    }
  }

  @Test
  void a_start_after_a_log_that_cannot_be_replayed_names_the_runs_whose_rows_are_gone()
      throws IOException {
    var folders = furnished("lost");
    String lost;
    String kept;
    try (var colony = Colony.start(folders, Map.of())) {
      kept =
          colony
              .tenant("lost_acme")
              .completes("story/ops/journal", Map.of("n", 1))
              .path("pipeline_logging_id")
              .asText();
    }
    var colony = Colony.start(folders, Map.of());
    var key =
        colony
            .gate()
            .post(
                "/api/v1/tenants/lost_acme/api-keys",
                Map.of("key_name", "k"),
                "X-Admin-Key",
                colony.adminKey())
            .expect(201)
            .path("api_key")
            .asText();
    lost =
        new Resident(colony, "lost_acme", key)
            .completes("story/ops/journal", Map.of("n", 2))
            .path("pipeline_logging_id")
            .asText();
    colony.kill();
    var log = folders.data().resolve("warehouse.duckdb.wal");
    var bytes = Files.readAllBytes(log);
    for (int i = 60; i < bytes.length; i++) bytes[i] = (byte) (bytes[i] ^ 0x5a);
    Files.write(log, bytes);
    try (var again = Colony.start(folders, Map.of())) {
      assertThat(again.said())
          .anyMatch(line -> line.contains(lost) && line.contains("rows are gone"))
          .noneMatch(line -> line.contains(kept));
      assertThat(
              again
                  .gate()
                  .get("/health", "X-Admin-Key", again.adminKey())
                  .expect(200)
                  .at("/degraded/warehouse")
                  .asText())
          .isEqualTo("DEGRADED");
    }
  }

  private static JsonNode health(Town town) {
    return town.gate().get("/health", "X-Admin-Key", town.adminKey()).expect(200);
  }

  private static String meters(Town town) {
    return town.gate().get("/prometheus", "X-Admin-Key", town.adminKey()).text();
  }

  private static void drain(Town town, boolean on) {
    town.gate()
        .post("/api/v1/admin/drain", Map.of("on", on), "X-Admin-Key", town.adminKey())
        .expect(200);
  }

  private static void restore(Path backup, Path data) {
    int status =
        new CommandLine(new Main())
            .execute("restore", backup.toString(), "--data", data.toString());
    assertThat(status).isZero();
  }

  private static Map<String, JsonNode> everyRun(Resident tenant) {
    var all = new java.util.HashMap<String, JsonNode>();
    var cursor = "";
    while (true) {
      var page = tenant.get("/pipelines/runs?limit=500" + cursor).expect(200);
      for (var run : page.path("items"))
        if (run.path("pipeline_id").asText().endsWith("journal"))
          all.put(run.path("pipeline_logging_id").asText(), run);
      if (page.path("next_cursor").isNull()) return all;
      cursor = "&cursor=" + page.path("next_cursor").asText();
    }
  }

  private Folders furnished(String name) {
    var folders = Folders.in(root.resolve(name));
    folders.write(
        "story/ops/journal.yml",
        """
        parameters:
          n: {type: INT64}
        steps:
          - step_id: append
            ps_type: gcp.bigquery_to_bigquery
            source: {query: "SELECT {n} AS n"}
            destination: {table: journal, write_mode: append}
        """);
    return folders;
  }

  /// Callers that start runs as fast as they can.
  private static final class Load {
    final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger next = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();

    Load(Resident tenant) {
      for (int i = 0; i < CALLERS; i++) callers.add(Thread.ofPlatform().start(() -> call(tenant)));
    }

    private void call(Resident tenant) {
      while (!over.get())
        accepted.add(tenant.starts("story/ops/journal", Map.of("n", next.incrementAndGet())));
    }

    void until(int count) throws InterruptedException {
      while (accepted.size() < count) {
        if (callers.stream().noneMatch(Thread::isAlive)) throw new AssertionError("no load");
        Thread.onSpinWait();
      }
    }

    void stop() throws InterruptedException {
      over.set(true);
      for (var caller : callers) caller.join();
    }
  }
}
