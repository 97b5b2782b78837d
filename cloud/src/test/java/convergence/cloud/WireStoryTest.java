package convergence.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.google.Emulators;
import convergence.port.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What lies on the wire, in logs and in Google's stores, and what a message can do that nobody of ours has sent.
final class WireStoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String WORK = "story/told/text";
  private static final String VALUE = "canary-parameter-3b1f7d52c9";
  private static final String SECRET = "sk-canary-credential-9f8e7d6c5b4a3f2e1d";

  @TempDir Path root;

  @Test
  void messages_and_traces_carry_ids_only_and_a_forged_message_changes_nothing() {
    try (var cluster = new Cluster(root, "wire-story");
        var collector = new Collector()) {
      cluster.write(WORK + ".yml", TEMPLATE);
      var gateway = cluster.start(Service.API_GATEWAY, collector.environment());
      var quota = cluster.start(Service.QUOTA, collector.environment());
      var worker = cluster.start(Service.WORKER, collector.environment());
      // No scheduler: nothing rings but what the story rings.
      var _ = quota.port();
      var _ = worker.port();
      try (var http = new Http("http://127.0.0.1:" + gateway.port())) {
        cluster.wire().listen("runs");
        cluster.wire().listen("run-events");
        var acme = Tenant.onboarded(http, "acme");
        var globex = Tenant.onboarded(http, "globex");
        var sealed = Map.of("provider", "OPENAI", "credentials", Map.of("api_key", SECRET));
        var _ = http.post("/api/v1/tenants/acme/credentials", sealed, acme.headers()).expect(201);
        var run = acme.starts(WORK, Map.of("word", VALUE));
        assertThat(acme.ended(run, PATIENCE).path("status").asText()).isEqualTo("COMPLETED");
        assertThat(cluster.rows("SELECT word FROM acme.told")).containsExactly(List.of(VALUE));
        assertIdsOnly(cluster, acme);
        assertOneTrace(collector, run);

        var _ = worker.terminate();
        forge(cluster, acme, globex);
        assertNothingTold(cluster, List.of(acme, globex));
        assertThat(collector.bodies())
            .noneMatch(
                body -> holds(body, VALUE, SECRET, Cluster.ADMIN_KEY, acme.key(), globex.key()))
            .noneMatch(body -> body.contains("SELECT"));
      }
    }
  }

  private static void assertIdsOnly(Cluster cluster, Tenant acme) {
    var messages = new ArrayList<>(cluster.wire().heard("runs"));
    messages.addAll(cluster.wire().heard("run-events"));
    assertThat(messages).hasSizeGreaterThanOrEqualTo(4);
    for (var message : messages) {
      var json = Json.read(message, JsonNode.class);
      assertThat(json.fieldNames()).toIterable().isSubsetOf("v", "run", "tenant");
      assertThat(json.path("run").asText()).matches("[0-9a-f-]{36}");
      assertThat(json.path("tenant").asText()).isIn("acme", "globex");
    }
    assertThat(messages).noneMatch(message -> holds(message, VALUE, SECRET, acme.key()));
    assertThat(cluster.wire().attributes())
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(
            attribute -> {
              assertThat(attribute.getKey()).isEqualTo("traceparent");
              assertThat(attribute.getValue().asText())
                  .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
            });
  }

  /// From the caller's request through the message to BigQuery's job, each below the one before.
  private static void assertOneTrace(Collector collector, String run) {
    var job = "cvg_" + run + "_0_1";
    var up = collector.chain("job", "gcp.bigquery.job_id", job, PATIENCE);
    assertThat(up)
        .extracting(span -> span.service() + ": " + span.name())
        .containsExactly(
            "pipeline-worker: job",
            "pipeline-worker: step",
            "pipeline-worker: run",
            "api-gateway: publish runs",
            "api-gateway: POST /api/v1/pipelines/run/{tenant_id}/{provider}/{domain}/{template}");
    assertThat(up).extracting(Collector.Seen::trace).containsOnly(up.getFirst().trace());
    assertThat(up.get(2).told())
        .containsEntry("convergence.run_id", run)
        .containsEntry("convergence.tenant_id", "acme")
        .containsEntry("convergence.status", "COMPLETED");
    assertThat(up.get(1).told()).containsEntry("convergence.step_id", "told");
    assertThat(up.getLast().told()).containsEntry("http.response.status_code", "202");
    assertThat(collector.spans())
        .filteredOn(span -> run.equals(span.told().get("convergence.run_id")))
        .hasSize(1);
  }

  /// A run of one tenant waits, its own message lost, and somebody rings for it in another's name.
  private static void forge(Cluster cluster, Tenant acme, Tenant globex) {
    var run = acme.starts(WORK, Map.of("word", "second"));
    var own = stolen(cluster.wire());
    assertThat(own).singleElement().asString().contains(run);
    cluster.wire().publish("runs", own.getFirst().replace("\"acme\"", "\"globex\""));
    var worker = cluster.start(Service.WORKER);
    awaitAudit(acme, run);
    assertThat(acme.run(run).path("status").asText()).isEqualTo("PENDING");
    assertThat(cluster.rows("SELECT word FROM acme.told")).containsExactly(List.of(VALUE));
    assertThat(globex.quota().path("pipelines_run_today").asInt()).isZero();
    assertThat(globex.gateway().get("/api/v1/pipelines/runs/" + run, globex.headers()).status())
        .isEqualTo(404);
    cluster.wire().publish("runs", own.getFirst());
    assertThat(acme.ended(run, PATIENCE).path("status").asText()).isEqualTo("COMPLETED");
    assertThat(worker.alive()).isTrue();
  }

  /// The waiting run's message. It may lie with the worker that has gone until that lease has run out.
  private static List<String> stolen(Wire wire) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var own = wire.stolen("runs-run-handler");
      if (!own.isEmpty() || System.nanoTime() > until) return own;
      LockSupport.parkNanos(100_000_000);
    }
  }

  private static void awaitAudit(Tenant acme, String run) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var entries = acme.gateway().get("/api/v1/tenants/acme/audit", acme.headers()).expect(200);
      for (var entry : entries.path("items"))
        if (entry.path("action").asText().equals("run.forged_request")) {
          assertThat(entry.path("target").asText()).isEqualTo(run);
          return;
        }
      assertThat(System.nanoTime()).as("audit: %s", entries).isLessThan(until);
      LockSupport.parkNanos(100_000_000);
    }
  }

  private static void assertNothingTold(Cluster cluster, List<Tenant> tenants) {
    var secrets = new ArrayList<>(List.of(SECRET, Cluster.ADMIN_KEY));
    tenants.forEach(tenant -> secrets.add(tenant.key()));
    var all = secrets.toArray(String[]::new);
    var logs = cluster.logged();
    assertThat(logs).hasSizeGreaterThan(10);
    assertThat(logs).noneMatch(line -> holds(line, all) || holds(line, VALUE));
    var documents = documents(cluster.project());
    // The plan of the run holds its parameters, and must; keys and secrets lie nowhere.
    assertThat(documents).anyMatch(document -> document.contains(VALUE));
    assertThat(documents).noneMatch(document -> holds(document, all));
    assertThat(tables(cluster)).isNotEmpty().noneMatch(row -> holds(row, all));
  }

  /// Every document of the project, by the emulator's own REST.
  private static List<String> documents(String project) {
    var texts = new ArrayList<String>();
    var root = "/v1/projects/" + project + "/databases/(default)/documents";
    // The emulator lets its owner list whatever there is.
    var owner = Map.of("Authorization", "Bearer owner");
    try (var http = new Http("http://" + Emulators.firestore())) {
      var ids = http.post(root + ":listCollectionIds", Map.of("pageSize", 300), owner).expect(200);
      for (var id : ids.path("collectionIds")) {
        String page = "";
        do {
          var path = root + "/" + id.asText() + "?pageSize=300&pageToken=" + page;
          var answer = http.get(path, owner).expect(200);
          answer.path("documents").forEach(document -> texts.add(Json.write(document)));
          page = answer.path("nextPageToken").asText();
        } while (!page.isEmpty());
      }
    }
    return texts;
  }

  private static List<String> tables(Cluster cluster) {
    var rows = new ArrayList<String>();
    for (var dataset : List.of("acme", "globex", "tenants", "customers"))
      for (var table :
          cluster.rows(
              "SELECT table_name FROM `"
                  + dataset
                  + "`.INFORMATION_SCHEMA.TABLES WHERE table_type = 'BASE TABLE'"))
        for (var row :
            cluster.rows(
                "SELECT TO_JSON_STRING(t) FROM `" + dataset + "`.`" + table.getFirst() + "` AS t"))
          rows.addAll(row);
    return rows;
  }

  /// In plain form, in hex, or in Base64 wherever the first byte stood.
  private static boolean holds(String text, String... words) {
    for (var word : words) {
      var bytes = word.getBytes(StandardCharsets.UTF_8);
      if (text.contains(word) || text.contains(HexFormat.of().formatHex(bytes))) return true;
      for (int shift = 0; shift < 3; shift++) if (text.contains(encoded(word, shift))) return true;
    }
    return false;
  }

  private static String encoded(String word, int shift) {
    var bytes = ("\0".repeat(shift) + word).getBytes(StandardCharsets.UTF_8);
    int first = shift == 0 ? 0 : shift + 1;
    return Base64.getEncoder().encodeToString(bytes).substring(first, bytes.length / 3 * 4);
  }

  private static final String TEMPLATE =
      """
      parameters:
        word: {type: STRING, required: true}
      steps:
        - step_id: told
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT '{word}' AS word"}
          destination: {table: told, write_mode: append}
      """;
}
