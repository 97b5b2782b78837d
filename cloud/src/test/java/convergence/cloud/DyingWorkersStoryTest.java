package convergence.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two workers execute runs that write in every way; one or the other is killed again and again, and every message comes
/// three times, the third time when its run has ended. `-Dcloud.runs=200 -Dcloud.kills=10` is the long form,
/// `-Dstories.seed=` repeats the instants as well as a machine can.
final class DyingWorkersStoryTest {
  private static final String WORK = "story/work/all";
  private static final int ROWS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern JOB = Pattern.compile("(cvg_(.+)_(\\d+))_\\d+(-r\\d+)?");
  private static final Pattern REFUSED = Pattern.compile("run (\\S+) does not wait for a worker");

  @TempDir Path root;

  private final int runs = Integer.getInteger("cloud.runs", 12);
  private final int kills = Integer.getInteger("cloud.kills", 2);
  private final long seed = Long.getLong("stories.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void whenever_workers_die_every_run_ends_once_and_leaves_its_rows_once() {
    System.out.printf(
        "DyingWorkersStoryTest: -Dcloud.runs=%d -Dcloud.kills=%d -Dstories.seed=%d%n",
        runs, kills, seed);
    try (var cluster = new Cluster(root, "dying-workers")) {
      cluster.write("story/work/all.yml", TEMPLATE);
      var gateway = cluster.start(Service.API_GATEWAY);
      var rest = List.of(cluster.start(Service.SCHEDULER), cluster.start(Service.QUOTA));
      var workers = new ArrayList<>(List.of(worker(cluster), worker(cluster)));
      rest.forEach(Node::port);
      workers.forEach(Node::port);
      try (var http = new Http("http://127.0.0.1:" + gateway.port())) {
        tell(cluster, workers, Tenant.onboarded(http, "acme"));
      }
    }
  }

  /// It tells of every message that had nothing to start.
  private static Node worker(Cluster cluster) {
    return cluster.start(
        Service.WORKER, Map.of("WORKER_PERMITS", "10", "LOG_LEVEL", "DEBUG", "LOG_FORMAT", "text"));
  }

  private void tell(Cluster cluster, List<Node> workers, Tenant acme) {
    cluster.wire().listen("runs");
    var started = new ArrayList<String>();
    var rung = killing(cluster, workers, acme, started);
    for (var run : started) {
      var end = acme.ended(run, PATIENCE);
      assertThat(end.path("status").asText()).as("%s", end).isEqualTo("COMPLETED");
    }
    assertThat(rung).hasSize(runs);
    ringOnceMore(cluster, rung, started);
    assertThat(acme.quota().path("concurrent_pipelines_running").asInt()).isZero();
    workers.forEach(Node::terminate);
    assertDestinations(cluster, started.size());
    assertJobs(cluster.jobs(), started);
    assertHistory(cluster, started.size());
  }

  /// Starts the runs in as many shares as there are kills, and kills a worker at a random moment of each, at the latest
  /// when the first of its runs has ended; meanwhile every message is doubled.
  ///
  /// @return the message of each run
  private Set<String> killing(
      Cluster cluster, List<Node> workers, Tenant acme, List<String> started) {
    var rung = new TreeSet<String>();
    int met = 0;
    for (int killed = 0; killed < kills; killed++) {
      var share =
          acme.starts(
              WORK,
              IntStream.range(killed * runs / kills, (killed + 1) * runs / kills)
                  .mapToObj(n -> Map.of("n", n, "date", "2026-03-01"))
                  .toList());
      started.addAll(share);
      long moment = System.nanoTime() + random.nextLong(3_000_000_000L);
      long open;
      do {
        ringTwice(cluster.wire(), rung);
        LockSupport.parkNanos(20_000_000);
        open = share.stream().filter(run -> isOpen(acme.run(run))).count();
      } while (System.nanoTime() < moment && open == share.size());
      int which = random.nextInt(workers.size());
      workers.get(which).kill();
      System.out.printf(
          "killed worker %d with %d of %d new runs open%n", which, open, share.size());
      if (open > 0) met++;
      var next = worker(cluster);
      workers.set(which, next);
      var _ = next.port();
    }
    // On a fast machine a share may end between two looks, but not each.
    assertThat(met).as("kills that met work").isPositive();
    ringTwice(cluster.wire(), rung);
    return rung;
  }

  private static void ringTwice(Wire wire, Set<String> rung) {
    for (var message : wire.heard("runs")) if (rung.add(message)) wire.publish("runs", message);
  }

  /// The runs have ended; each message comes once more, and a worker answers each.
  private static void ringOnceMore(Cluster cluster, Set<String> rung, List<String> started) {
    var before = refused(cluster);
    rung.forEach(message -> cluster.wire().publish("runs", message));
    var waiting = new HashSet<>(started);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!waiting.isEmpty()) {
      assertThat(System.nanoTime()).as("not answered: %s", waiting).isLessThan(until);
      LockSupport.parkNanos(200_000_000);
      var now = refused(cluster);
      waiting.removeIf(run -> now.getOrDefault(run, 0) > before.getOrDefault(run, 0));
    }
  }

  /// How often workers refused to start a run.
  private static Map<String, Integer> refused(Cluster cluster) {
    var times = new TreeMap<String, Integer>();
    for (var line : cluster.logged()) {
      var found = REFUSED.matcher(line);
      if (found.find()) times.merge(found.group(1), 1, Integer::sum);
    }
    return times;
  }

  private static boolean isOpen(JsonNode run) {
    return Set.of("PENDING", "RUNNING").contains(run.path("status").asText());
  }

  private static void assertDestinations(Cluster cluster, int runs) {
    assertThat(cluster.rows("SELECT COUNT(*), COUNT(DISTINCT n) FROM acme.journal"))
        .containsExactly(List.of(String.valueOf(runs * ROWS), String.valueOf(runs)));
    assertThat(cluster.rows("SELECT n FROM acme.journal GROUP BY n HAVING COUNT(*) != " + ROWS))
        .isEmpty();
    assertThat(cluster.rows("SELECT COUNT(*), COUNT(DISTINCT n) FROM acme.kept"))
        .containsExactly(List.of(String.valueOf(runs), String.valueOf(runs)));
    assertThat(cluster.rows("SELECT COUNT(*), COUNT(DISTINCT n) FROM acme.latest"))
        .containsExactly(List.of(String.valueOf(ROWS), "1"));
    assertThat(cluster.rows("SELECT COUNT(*), COUNT(DISTINCT n) FROM acme.daily"))
        .containsExactly(List.of(String.valueOf(ROWS), "1"));
  }

  /// One configuration for each (run, step, attempt), and one effect for each (run, step).
  private static void assertJobs(List<JsonNode> jobs, List<String> runs) {
    var configurations = new TreeMap<String, Set<String>>();
    var effects = new TreeMap<String, Integer>();
    for (var job : jobs) {
      var name = JOB.matcher(job.path("jobReference").path("jobId").asText());
      if (!name.matches() || !runs.contains(name.group(2))) continue;
      var id = name.group().replaceFirst("-r\\d+$", "");
      var labels = job.path("configuration").path("labels");
      // A mark that the id before it may never take effect.
      if (labels.has("convergence_forbidden")) continue;
      configurations
          .computeIfAbsent(id, _ -> new TreeSet<>())
          .add(labels.path("convergence_config").asText());
      if (job.path("status").path("errorResult").isMissingNode())
        effects.merge(name.group(1), 1, Integer::sum);
    }
    assertThat(configurations.values()).isNotEmpty().allMatch(hashes -> hashes.size() == 1);
    assertThat(effects).hasSize(runs.size() * 4).values().containsOnly(1);
  }

  /// A row for each run, written from the events that the ledger has, once those have been shipped.
  private static void assertHistory(Cluster cluster, int runs) {
    var seen = new HashSet<List<String>>();
    var wanted = List.of("COMPLETED", String.valueOf(runs), String.valueOf(runs));
    long until = System.nanoTime() + PATIENCE.toNanos();
    var shipper = worker(cluster);
    while (!seen.contains(wanted)) {
      assertThat(System.nanoTime()).as("history so far: %s", seen).isLessThan(until);
      seen.addAll(
          cluster.rows(
              "SELECT status, COUNT(*), COUNT(DISTINCT pipeline_logging_id) FROM acme.x_meta_pipeline_runs WHERE pipeline_id LIKE '%story%' GROUP BY status"));
      LockSupport.parkNanos(500_000_000);
    }
    shipper.close();
  }

  private static final String TEMPLATE =
      """
      parameters:
        n: {type: INT64, required: true}
      retry_attempts: 6
      steps:
        - step_id: whole
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT {n} AS n, x FROM UNNEST([1, 2, 3]) AS x"}
          destination: {table: latest, write_mode: overwrite}
        - step_id: pause
          ps_type: shared.noop
          sleep_ms: 1000
        - step_id: partition
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT DATE '{date}' AS day, {n} AS n, x FROM UNNEST([1, 2, 3]) AS x"}
          destination: {table: daily, write_mode: overwrite, partition_field: day, partition: "{date}"}
        - step_id: append
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT {n} AS n, x FROM UNNEST([1, 2, 3]) AS x"}
          destination: {table: journal, write_mode: append}
        - step_id: merge
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT {n} AS n, 'kept' AS what"}
          destination: {table: kept, write_mode: merge, merge_keys: [n]}
      """;
}
