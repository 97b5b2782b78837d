package convergence.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each service is told to stop while workers are full and callers keep asking, as a new revision does. Whoever got 202
/// gets its run, and what was done is not done again. How long each took is printed; `-Dcloud.farewell.runs=40
/// -Dcloud.farewell.seconds=9` is the long form, for a machine that does nothing else.
final class FarewellStoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String WORK = "story/long/two";
  private static final Pattern PERMITS_USED =
      Pattern.compile("(?m)^convergence_worker_permits_used(?:\\{.*})? (\\S+)$");
  private static final Pattern JOB = Pattern.compile("(cvg_(.+)_\\d+)_\\d+(-r\\d+)?");

  @TempDir Path root;

  private final int runs = Integer.getInteger("cloud.farewell.runs", 16);
  private final Duration longest =
      Duration.ofSeconds(Integer.getInteger("cloud.farewell.seconds", 60));
  private final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();

  /// Numbers of runs whose request was not answered: they may have been accepted.
  private final ConcurrentLinkedQueue<Integer> unanswered = new ConcurrentLinkedQueue<>();

  private final AtomicInteger answered = new AtomicInteger();

  @Test
  void services_that_are_told_to_stop_lose_nothing_and_repeat_nothing() throws Exception {
    try (var cluster = new Cluster(root, "farewell")) {
      cluster.write(WORK + ".yml", TEMPLATE);
      var leaving = start(cluster, runs / 2);
      var staying = List.of(cluster.start(Service.API_GATEWAY), worker(cluster, runs / 2));
      leaving.values().forEach(Node::port);
      staying.forEach(Node::port);
      try (var there = new Http("http://127.0.0.1:" + staying.getFirst().port());
          var here =
              new Http(
                  "http://127.0.0.1:"
                      + Objects.requireNonNull(leaving.get(Service.API_GATEWAY)).port())) {
        var acme = Tenant.onboarded(there, "acme");
        var first = IntStream.range(0, runs).mapToObj(n -> Map.of("n", n)).toList();
        accepted.addAll(acme.starts(WORK, first));
        var workers =
            List.of(Objects.requireNonNull(leaving.get(Service.WORKER)), staying.getLast());
        for (var worker : workers) awaitFull(worker);
        tell(leaving, new Tenant(here, acme.id(), acme.key()));
        var again = start(cluster, 2 * runs);
        again.values().forEach(Node::port);
        for (var run : accepted)
          assertThat(acme.ended(run, PATIENCE).path("status").asText()).isEqualTo("COMPLETED");
        awaitFree(acme);
        assertOnce(cluster, List.copyOf(accepted));
      }
    }
  }

  private static Map<Service, Node> start(Cluster cluster, int permits) {
    var nodes = new TreeMap<Service, Node>();
    for (var service : Service.values())
      nodes.put(
          service, service == Service.WORKER ? worker(cluster, permits) : cluster.start(service));
    return nodes;
  }

  private static Node worker(Cluster cluster, int permits) {
    return cluster.start(Service.WORKER, Map.of("WORKER_PERMITS", String.valueOf(permits)));
  }

  private void awaitFull(Node worker) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (inFlight(worker) < runs / 2) {
      assertThat(System.nanoTime()).as("a worker is full").isLessThan(until);
      LockSupport.parkNanos(50_000_000);
    }
  }

  /// Runs whose request was cut off end, too, and give their slots back.
  private static void awaitFree(Tenant acme) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (acme.quota().path("concurrent_pipelines_running").asInt() > 0) {
      assertThat(System.nanoTime()).as("every slot comes back").isLessThan(until);
      LockSupport.parkNanos(200_000_000);
    }
  }

  private static int inFlight(Node worker) {
    try (var http = new Http("http://127.0.0.1:" + worker.port())) {
      var used =
          PERMITS_USED.matcher(
              http.get("/prometheus", Map.of("X-Admin-Key", Cluster.ADMIN_KEY)).text());
      assertThat(used.find()).isTrue();
      return (int) Double.parseDouble(used.group(1));
    }
  }

  private void tell(Map<Service, Node> leaving, Tenant here) throws InterruptedException {
    var over = new AtomicBoolean();
    long begun = System.nanoTime();
    var callers = Thread.ofVirtual().start(() -> call(here, over));
    while (answered.get() < 100) LockSupport.parkNanos(5_000_000);
    double rate = answered.get() * 1e9 / (System.nanoTime() - begun);
    int inFlight = inFlight(Objects.requireNonNull(leaving.get(Service.WORKER)));
    assertThat(inFlight).isEqualTo(runs / 2);
    System.out.printf(
        "SIGTERM with %d runs in flight in the worker and %.0f answers a second%n", inFlight, rate);
    var took = new ConcurrentHashMap<Service, Duration>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      leaving.forEach(
          (service, node) -> threads.execute(() -> took.put(service, node.terminate())));
    }
    over.set(true);
    callers.join();
    System.out.println("gone after " + took);
    assertThat(took).hasSize(leaving.size());
    assertThat(took.values()).allSatisfy(each -> assertThat(each).isLessThan(longest));
  }

  /// Fifty requests a second, one in ten of which starts a run, whether the ones before were answered or not.
  private void call(Tenant acme, AtomicBoolean over) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 1000; !over.get(); n++) {
        int number = n;
        threads.execute(() -> ask(acme, number));
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private void ask(Tenant acme, int n) {
    try {
      if (n % 10 == 5) start(acme, n);
      else
        acme.gateway()
            .sendOnce("GET", "/api/v1/tenants/" + acme.id() + "/quota", null, acme.headers());
      answered.incrementAndGet();
    } catch (IOException e) {
      // The gateway has gone, and this request with it: nobody was told 202.
      if (n % 10 == 5) unanswered.add(n);
    }
  }

  private void start(Tenant acme, int n) throws IOException {
    var path = "/api/v1/pipelines/run/" + acme.id() + "/" + WORK;
    var answer = acme.gateway().sendOnce("POST", path, Map.of("n", n), acme.headers());
    if (answer.status() == 202) accepted.add(answer.json().path("pipeline_logging_id").asText());
  }

  private void assertOnce(Cluster cluster, List<String> runs) {
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
    String told = "n NOT IN UNNEST(" + unanswered + ")";
    assertThat(cluster.rows("SELECT COUNT(*), COUNT(DISTINCT n) FROM acme.journal WHERE " + told))
        .containsExactly(List.of(rows, String.valueOf(runs.size())));
    assertThat(
            cluster.rows(
                "SELECT MAX(times) FROM (SELECT COUNT(*) AS times FROM acme.journal GROUP BY n, what)"))
        .containsExactly(List.of("1"));
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
          sleep_ms: 20000
        - step_id: after
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT {n} AS n, 'after' AS what"}
          destination: {table: journal, write_mode: append}
      """;
}
