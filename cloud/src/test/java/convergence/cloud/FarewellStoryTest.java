package convergence.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each service is told to stop while workers are full and callers keep asking, as a new revision does. Whoever got 202
/// gets its run, and what was done is not done again. How long each took is printed.
final class FarewellStoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String WORK = "story/long/two";
  private static final Pattern JOB = Pattern.compile("(cvg_(.+)_\\d+)_\\d+(-r\\d+)?");

  @TempDir Path root;

  private final int runs = Integer.getInteger("cloud.farewell.runs", 16);
  private final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();

  @Test
  void services_that_are_told_to_stop_lose_nothing_and_repeat_nothing() throws Exception {
    try (var cluster = new Cluster(root, "farewell")) {
      cluster.write(WORK + ".yml", TEMPLATE);
      var leaving = start(cluster);
      var staying = List.of(cluster.start(Service.API_GATEWAY), cluster.start(Service.WORKER));
      leaving.values().forEach(Node::port);
      staying.forEach(Node::port);
      try (var there = new Http("http://127.0.0.1:" + staying.getFirst().port());
          var here =
              new Http(
                  "http://127.0.0.1:"
                      + Objects.requireNonNull(leaving.get(Service.API_GATEWAY)).port())) {
        var acme = Tenant.onboarded(there, "acme");
        for (int n = 0; n < runs; n++) accepted.add(acme.starts(WORK, Map.of("n", n)));
        tell(leaving, new Tenant(here, acme.id(), acme.key()));
        var again = start(cluster);
        again.values().forEach(Node::port);
        for (var run : accepted)
          assertThat(acme.ended(run, PATIENCE).path("status").asText()).isEqualTo("COMPLETED");
        assertThat(acme.quota().path("concurrent_pipelines_running").asInt()).isZero();
        assertOnce(cluster, List.copyOf(accepted));
      }
    }
  }

  private static Map<Service, Node> start(Cluster cluster) {
    var nodes = new TreeMap<Service, Node>();
    for (var service : Service.values())
      nodes.put(service, cluster.start(service, Map.of("WORKER_PERMITS", "20")));
    return nodes;
  }

  private void tell(Map<Service, Node> leaving, Tenant acme) throws InterruptedException {
    var over = new AtomicBoolean();
    var callers = new ArrayList<Thread>();
    for (int caller = 0; caller < 5; caller++) {
      int number = 1000 * (caller + 1);
      callers.add(Thread.ofVirtual().start(() -> call(acme, number, over)));
    }
    for (var run : accepted)
      while (acme.run(run).path("status").asText().equals("PENDING"))
        LockSupport.parkNanos(50_000_000);
    var stopping = new ArrayList<Thread>();
    leaving.forEach(
        (service, node) ->
            stopping.add(
                Thread.ofVirtual()
                    .start(
                        () -> {
                          var took = node.terminate();
                          System.out.printf("%s was gone after %d ms%n", service, took.toMillis());
                        })));
    for (var thread : stopping) thread.join();
    over.set(true);
    for (var caller : callers) caller.join();
  }

  /// About ten requests a second, one of which starts a run.
  private void call(Tenant acme, int first, AtomicBoolean over) {
    for (int n = 0; !over.get(); n++) {
      try {
        if (n % 10 == 5) start(acme, first + n);
        else
          acme.gateway()
              .sendOnce("GET", "/api/v1/tenants/" + acme.id() + "/quota", null, acme.headers());
      } catch (IOException e) {
        // The gateway has gone, and this request with it: nobody was told 202.
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private void start(Tenant acme, int n) throws IOException {
    var path = "/api/v1/pipelines/run/" + acme.id() + "/" + WORK;
    var answer = acme.gateway().sendOnce("POST", path, Map.of("n", n), acme.headers());
    if (answer.status() == 202) accepted.add(answer.json().path("pipeline_logging_id").asText());
  }

  private static void assertOnce(Cluster cluster, List<String> runs) {
    var effects = new TreeMap<String, Integer>();
    for (var job : cluster.jobs()) {
      var name = JOB.matcher(job.path("jobReference").path("jobId").asText());
      if (!name.matches() || !runs.contains(name.group(2))) continue;
      boolean mark = job.path("configuration").path("labels").has("convergence_forbidden");
      if (!mark && job.path("status").path("errorResult").isMissingNode())
        effects.merge(name.group(1), 1, Integer::sum);
    }
    assertThat(effects).hasSize(runs.size() * 2).values().containsOnly(1);
    String rows = String.valueOf(runs.size() * 2);
    assertThat(cluster.rows("SELECT COUNT(*), COUNT(DISTINCT n) FROM acme.journal"))
        .containsExactly(List.of(rows, String.valueOf(runs.size())));
  }

  private static final String TEMPLATE =
      """
      parameters:
        n: {type: INT64, required: true}
      retry_attempts: 6
      steps:
        - step_id: before
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT {n} AS n, 'before' AS what"}
          destination: {table: journal, write_mode: append}
        - step_id: pause
          ps_type: shared.noop
          sleep_ms: 8000
        - step_id: after
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT {n} AS n, 'after' AS what"}
          destination: {table: journal, write_mode: append}
      """;
}
