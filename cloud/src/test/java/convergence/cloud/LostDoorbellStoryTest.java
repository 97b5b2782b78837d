package convergence.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.google.Emulators;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway loses Pub/Sub for a while, loses it again and dies, and another one loses Firestore. What was answered 202
/// runs once; what was not has left nothing. `-Dcloud.deaf.seconds=60` is the long form.
final class LostDoorbellStoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String WORK = "story/short/row";

  @TempDir Path root;

  private final int seconds = Integer.getInteger("cloud.deaf.seconds", 3);

  @Test
  void a_request_is_answered_202_and_runs_or_leaves_nothing() throws Exception {
    try (var cluster = new Cluster(root, "lost-doorbell");
        var bus = new Cable(Emulators.pubsub());
        var ledger = new Cable(Emulators.firestore())) {
      cluster.write(WORK + ".yml", TEMPLATE);
      var deaf = cluster.start(Service.API_GATEWAY, Map.of("PUBSUB_EMULATOR_HOST", bus.address()));
      var blind =
          cluster.start(Service.API_GATEWAY, Map.of("FIRESTORE_EMULATOR_HOST", ledger.address()));
      var others =
          List.of(
              cluster.start(Service.SCHEDULER),
              cluster.start(Service.QUOTA),
              cluster.start(Service.WORKER));
      others.forEach(Node::port);
      try (var first = new Http("http://127.0.0.1:" + deaf.port());
          var second = new Http("http://127.0.0.1:" + blind.port())) {
        var acme = Tenant.onboarded(first, "acme");
        var there = new Tenant(second, acme.id(), acme.key());
        var accepted = new ArrayList<>(accepted(askWithout(bus, acme)));
        assertThat(accepted).as("accepted without Pub/Sub").hasSize(seconds);
        accepted.add(acme.starts(WORK, Map.of("n", seconds)));
        assertEnded(acme, accepted);
        assertOnlyThese(cluster, acme, accepted);

        bus.cut();
        var orphans = accepted(ask(acme, seconds + 1, 6));
        assertThat(orphans).as("accepted without Pub/Sub").hasSize(6);
        deaf.kill();
        assertEnded(there, orphans);
        accepted.addAll(orphans);

        ledger.cut();
        var refused = ask(there, seconds + 7, 6);
        assertThat(accepted(refused)).as("accepted without Firestore").isEmpty();
        ledger.mend();
        awaitLedger(there);
        assertOnlyThese(cluster, there, accepted);
      }
    }
  }

  private static void assertEnded(Tenant tenant, List<String> runs) {
    for (var run : runs)
      assertThat(tenant.ended(run, PATIENCE).path("status").asText()).isEqualTo("COMPLETED");
  }

  /// One request a second, each of which waits for Pub/Sub as long as the gateway does; then it is there again.
  private List<Http.Answer> askWithout(Cable bus, Tenant tenant)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      bus.cut();
      var asked = new ArrayList<Future<Http.Answer>>();
      for (int n = 0; n < seconds; n++) {
        var parameters = Map.of("n", n);
        asked.add(threads.submit(() -> answer(tenant, parameters)));
        LockSupport.parkNanos(1_000_000_000);
      }
      bus.mend();
      var answers = new ArrayList<Http.Answer>();
      for (var each : asked) answers.add(each.get());
      return answers;
    }
  }

  /// All at once.
  private static List<Http.Answer> ask(Tenant tenant, int from, int count)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<Callable<Http.Answer>>();
      for (int n = from; n < from + count; n++) {
        var parameters = Map.of("n", n);
        asked.add(() -> answer(tenant, parameters));
      }
      var answers = new ArrayList<Http.Answer>();
      for (var each : threads.invokeAll(asked)) answers.add(each.get());
      return answers;
    }
  }

  private static Http.Answer answer(Tenant tenant, Map<String, Integer> parameters) {
    try {
      return tenant
          .gateway()
          .sendOnce(
              "POST",
              "/api/v1/pipelines/run/" + tenant.id() + "/" + WORK,
              parameters,
              tenant.headers());
    } catch (IOException e) {
      return new Http.Answer(0, String.valueOf(e.getMessage()));
    }
  }

  private static List<String> accepted(List<Http.Answer> answers) {
    for (var answer : answers) assertThat(answer.status()).as(answer.text()).isIn(202, 503);
    return answers.stream()
        .filter(answer -> answer.status() == 202)
        .map(answer -> answer.json().path("pipeline_logging_id").asText())
        .toList();
  }

  /// The client looks for Firestore again after a pause of its own.
  private static void awaitLedger(Tenant tenant) {
    var path = "/api/v1/tenants/" + tenant.id() + "/quota";
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (tenant.gateway().get(path, tenant.headers()).status() != 200) {
      assertThat(System.nanoTime()).as("the ledger is found again").isLessThan(until);
      LockSupport.parkNanos(200_000_000);
    }
  }

  /// No other run, no slot, no count, and a row for each.
  private static void assertOnlyThese(Cluster cluster, Tenant tenant, List<String> accepted) {
    var quota = tenant.quota();
    assertThat(quota.path("concurrent_pipelines_running").asInt()).isZero();
    // The dry run of the onboarding counts against no quota.
    assertThat(quota.path("pipelines_run_today").asInt()).isEqualTo(accepted.size());
    var listed = new ArrayList<String>();
    tenant
        .gateway()
        .get("/api/v1/tenants/" + tenant.id() + "/metadata/executions?limit=100", tenant.headers())
        .expect(200)
        .path("items")
        .forEach(
            run -> {
              if (run.path("pipeline_id").asText().contains("story"))
                listed.add(run.path("pipeline_logging_id").asText());
            });
    assertThat(listed).containsExactlyInAnyOrderElementsOf(accepted);
    var count = String.valueOf(accepted.size());
    assertThat(cluster.rows("SELECT COUNT(*), COUNT(DISTINCT n) FROM acme.journal"))
        .containsExactly(List.of(count, count));
  }

  private static final String TEMPLATE =
      """
      parameters:
        n: {type: INT64, required: true}
      steps:
        - step_id: row
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT {n} AS n"}
          destination: {table: journal, write_mode: append}
      """;
}
