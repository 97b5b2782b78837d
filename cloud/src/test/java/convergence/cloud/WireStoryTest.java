package convergence.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.google.Emulators;
import convergence.google.GoogleConfig;
import convergence.google.pubsub.DeadLetters;
import convergence.google.pubsub.DeadLetters.Letter;
import convergence.port.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What lies on the wire, in logs and in Google's stores, and what a message can do that nobody of ours has sent.
final class WireStoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String WORK = "story/told/text";
  private static final String VALUE = "canary \"parameter\"/3b1f+7d52&c9";
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
        assertIdsOnly(cluster);
        assertOneTrace(collector, run);

        var _ = worker.terminate();
        forge(cluster, acme, globex);
        var secrets = List.of(SECRET, Cluster.ADMIN_KEY, acme.key(), globex.key());
        assertNothingTold(cluster, collector, new Secrets(secrets));
      }
    }
  }

  private static void assertIdsOnly(Cluster cluster) {
    var messages = new ArrayList<>(cluster.wire().heard("runs"));
    messages.addAll(cluster.wire().heard("run-events"));
    assertThat(messages).hasSizeGreaterThanOrEqualTo(4).allSatisfy(WireStoryTest::holdsIds);
    assertThat(cluster.wire().taken())
        .flatExtracting(message -> List.copyOf(message.path("attributes").properties()))
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(WireStoryTest::isTrace);
  }

  private static void holdsIds(String message) {
    var json = Json.read(message, JsonNode.class);
    assertThat(json.fieldNames()).toIterable().isSubsetOf("v", "run", "tenant");
    assertThat(json.path("run").asText()).matches("[0-9a-f-]{36}");
    assertThat(json.path("tenant").asText()).isIn("acme", "globex");
  }

  private static void isTrace(Map.Entry<String, JsonNode> attribute) {
    assertThat(attribute.getKey()).isEqualTo("traceparent");
    assertThat(attribute.getValue().asText()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
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

  /// A run of one tenant waits, its own message given up, and somebody rings for it in another's name.
  private static void forge(Cluster cluster, Tenant acme, Tenant globex) {
    var run = acme.starts(WORK, Map.of("word", "second " + VALUE));
    var own = givenUp(cluster.wire());
    assertThat(own).contains(run);
    var before = List.of(acme.run(run), acme.quota(), globex.quota());
    cluster.wire().publish("runs", own.replace("\"acme\"", "\"globex\""));
    var worker = cluster.start(Service.WORKER);
    awaitAudit(acme, run);
    assertThat(before.getFirst().path("status").asText()).isEqualTo("PENDING");
    assertThat(List.of(acme.run(run), acme.quota(), globex.quota())).isEqualTo(before);
    assertThat(cluster.rows("SELECT word FROM acme.told")).containsExactly(List.of(VALUE));
    assertThat(globex.quota().path("pipelines_run_today").asInt()).isZero();
    assertThat(globex.gateway().get("/api/v1/pipelines/runs/" + run, globex.headers()).status())
        .isEqualTo(404);
    ringAgain(cluster, own);
    assertThat(acme.ended(run, PATIENCE).path("status").asText()).isEqualTo("COMPLETED");
    assertThat(worker.alive()).isTrue();
  }

  /// Refuses the waiting run's message until it is a dead letter, which stays one.
  private static String givenUp(Wire wire) {
    wire.hurry("runs-run-handler");
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var letters = wire.seen("runs-dead");
      if (!letters.isEmpty()) {
        assertThat(letters).hasSize(1);
        assertIdsOnly(letters.getFirst());
        return Wire.text(letters.getFirst());
      }
      assertThat(System.nanoTime()).as("a message is given up").isLessThan(until);
      // It may lie with the worker that has gone until that lease has run out.
      wire.refuse("runs-run-handler");
      LockSupport.parkNanos(100_000_000);
    }
  }

  private static void assertIdsOnly(JsonNode letter) {
    holdsIds(Wire.text(letter));
    var attributes = letter.path("attributes").properties();
    assertThat(attributes)
        .filteredOn(attribute -> !attribute.getKey().startsWith("CloudPubSubDeadLetterSource"))
        .hasSize(1)
        .allSatisfy(WireStoryTest::isTrace);
    assertThat(letter.path("attributes").path("CloudPubSubDeadLetterSourceSubscription").asText())
        .isEqualTo("runs-run-handler");
  }

  /// As an operator does.
  private static void ringAgain(Cluster cluster, String own) {
    var config =
        GoogleConfig.emulators(
            cluster.project(), List.of(Emulators.pubsub(), "-", "http://127.0.0.1:1", "-", "-"));
    try (var letters = new DeadLetters(config)) {
      assertThat(letters.replay("runs", _ -> true)).extracting(Letter::text).containsExactly(own);
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

  private static void assertNothingTold(Cluster cluster, Collector collector, Secrets secrets) {
    var value = new Secrets(List.of(VALUE));
    assertThat(messages(cluster.wire()))
        .hasSizeGreaterThanOrEqualTo(8)
        .noneMatch(secrets::in)
        .noneMatch(value::in);
    assertThat(cluster.logged()).hasSizeGreaterThan(10).noneMatch(secrets::in).noneMatch(value::in);
    assertThat(collector.bodies())
        .isNotEmpty()
        .noneMatch(secrets::in)
        .noneMatch(value::in)
        .noneMatch(body -> body.contains("SELECT"));
    // The plan of a run holds its parameters, its job too, and must; keys and secrets lie nowhere.
    assertThat(documents(cluster.project())).anyMatch(value::in).noneMatch(secrets::in);
    assertThat(tables(cluster)).anyMatch(value::in).noneMatch(secrets::in);
    assertThat(cluster.jobs()).extracting(Json::write).anyMatch(value::in).noneMatch(secrets::in);
  }

  /// All that went over Pub/Sub, the dead letter too, each as it came and as its text.
  private static List<String> messages(Wire wire) {
    for (var topic : List.of("runs", "run-events")) assertThat(wire.heard(topic)).isNotEmpty();
    return wire.taken().stream()
        .flatMap(message -> Stream.of(Json.write(message), Wire.text(message)))
        .toList();
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

  /// Every row of every table of the project.
  private static List<String> tables(Cluster cluster) {
    var rows = new ArrayList<String>();
    for (var dataset : cluster.datasets())
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
