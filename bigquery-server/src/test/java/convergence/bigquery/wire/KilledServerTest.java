package convergence.bigquery.wire;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.bigquery.Served;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a client was told outlives a kill. `-Dconvergence.kills=20` is the full size.
@Timeout(900)
final class KilledServerTest {
  private static final int KILLS = Integer.getInteger("convergence.kills", 2);
  private static final int CLIENTS = 4;
  private static final String PROJECT = "killed";
  @TempDir Path folder;
  private final Set<Long> told = ConcurrentHashMap.newKeySet();
  private final AtomicLong numbers = new AtomicLong();

  @Test
  void a_job_that_was_told_done_is_there_after_a_kill_and_none_is_half() throws Exception {
    long seed = System.nanoTime();
    System.out.println("KilledServerTest seed " + seed);
    var random = new Random(seed);
    try (var served = Served.on(folder)) {
      var rest = new RestPlayer(served.port());
      query(rest, "CREATE SCHEMA k");
      query(rest, "CREATE TABLE k.rows (job INT64, n INT64)");
    }
    for (int i = 0; i < KILLS; i++) {
      loadAndKill(3 + random.nextInt(15));
      try (var served = Served.on(folder)) {
        check(new RestPlayer(served.port()));
      }
    }
  }

  private void loadAndKill(int jobs) throws Exception {
    try (var child = ServedAlone.start(folder);
        var threads = Executors.newFixedThreadPool(CLIENTS)) {
      var load = new MixedLoad(child.port(), PROJECT);
      var done = new CountDownLatch(jobs);
      var clients = new ArrayList<Future<?>>();
      for (int i = 0; i < CLIENTS; i++) clients.add(threads.submit(() -> keepOn(load, done)));
      done.await();
      child.kill();
      for (var client : clients) client.get();
    }
  }

  /// Until the server is gone.
  private void keepOn(MixedLoad load, CountDownLatch done) {
    try {
      while (true) {
        long number = numbers.incrementAndGet();
        if (load.run(number)) told.add(number);
        done.countDown();
      }
    } catch (IOException _) {
      // It was killed.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(RestPlayer rest) throws Exception {
    var rows = new HashMap<Long, Long>();
    var answer = query(rest, "SELECT job, COUNT(*) FROM k.rows GROUP BY job");
    for (var row : answer.path("rows"))
      rows.put(row.at("/f/0/v").asLong(), row.at("/f/1/v").asLong());
    assertThat(rows.keySet()).as("told DONE").containsAll(told);
    assertThat(rows.values()).containsOnly((long) MixedLoad.ROWS);
    for (long number = 1; number <= numbers.get(); number++) {
      var job = rest.job(PROJECT, MixedLoad.id(number));
      // One that never reached the server has no job.
      if (!job.has("status")) assertThat(rows).doesNotContainKey(number);
      else {
        assertThat(job.at("/status/state").asText()).isEqualTo("DONE");
        assertThat(rows.containsKey(number))
            .as("job " + number + " is as its state says")
            .isEqualTo(!job.path("status").has("errorResult"));
      }
    }
  }

  private static com.fasterxml.jackson.databind.JsonNode query(RestPlayer rest, String sql)
      throws Exception {
    var done =
        rest.post(
            "/bigquery/v2/projects/" + PROJECT + "/queries",
            Map.of("query", sql, "useLegacySql", false, "timeoutMs", 60000));
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    return Fixture.tree(done.body());
  }
}
