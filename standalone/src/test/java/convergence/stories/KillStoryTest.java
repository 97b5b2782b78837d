package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the JVM again and again while runs write in every way that there is, and compares what is there in the
/// end with what undisturbed runs make. `-Dstories.seed=` repeats the instants of an earlier story as well as a
/// machine can.
final class KillStoryTest {
  private static final int KILLS = 20;
  private static final int BETWEEN_COMMIT_AND_RECORD = 6;
  private static final int MOST_RUNS = 60;
  private static final String TENANT = "kill_acme";
  private static final String WORK = "story/kill/work";
  private static final List<String> DAYS = List.of("2026-03-01", "2026-03-02", "2026-03-03");
  private static final List<String> TABLES =
      List.of("items", "by_service", "daily", "journal", "kept", "fresh", "sums");

  @TempDir Path root;

  private final long seed = Long.getLong("stories.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, String> committed = new HashMap<>();
  private int kills;
  private int halts;

  /// How long a run takes here: kills come within this time.
  private long millis = 1500;

  @Test
  void whenever_the_process_is_killed_every_run_ends_as_if_nothing_had_happened() {
    System.out.println("KillStoryTest: -Dstories.seed=" + seed);
    var folders = furnished("disturbed");
    var colony = start(folders);
    var acme = colony.tenant(TENANT, "THREE_AT_ONCE");
    var runs = new ArrayList<String>();
    while (kills < KILLS || halts < BETWEEN_COMMIT_AND_RECORD) {
      assertThat(runs.size()).as("runs that were enough for %d kills", kills).isLessThan(MOST_RUNS);
      boolean halt = halts < BETWEEN_COMMIT_AND_RECORD && runs.size() % 2 == 0;
      if (halt) orderDeath(folders);
      var run = acme.starts(WORK, parameters(runs.size()));
      runs.add(run);
      // Now and then the process that repairs is killed too.
      for (int left = random.nextInt(3) == 0 ? 2 : 1; left > 0; left--) {
        var died = die(colony, folders, halt);
        colony = start(folders);
        acme = acme.movedTo(colony);
        if (isOpenAt(died, acme.run(run))) kills++;
        halt = false;
      }
      long begun = System.nanoTime();
      // The lease of a dead worker would last for longer than this waits.
      acme.completed(run);
      millis = Math.max(200, (System.nanoTime() - begun) / 1_000_000);
    }
    assertBooks(acme, runs);
    var found = contents(colony);
    colony.close();
    assertOnce(Effects.of(folders), runs);
    assertThat(folders.temp()).as("temporary files of the killed").isEmptyDirectory();

    var expected = undisturbed(runs.size());
    for (int i = 0; i < TABLES.size(); i++)
      found.get(i).assertEqualTo(expected.get(i), TABLES.get(i));
  }

  /// The process shall die right behind the commit of one of the run's jobs.
  private void orderDeath(Folders folders) {
    try {
      var fresh = folders.root().resolve("halt.new");
      Files.writeString(fresh, Integer.toString(1 + random.nextInt(TABLES.size())));
      Files.move(fresh, order(folders), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits for the ordered death, or kills at a random instant.
  ///
  /// @return when
  private Instant die(Colony colony, Folders folders, boolean ordered) {
    if (ordered) {
      colony.awaitEnd();
      halts++;
      assertThat(order(folders).toFile().delete()).isTrue();
    } else {
      LockSupport.parkNanos(random.nextLong(millis * 1_000_000));
      colony.kill();
    }
    var died = Clock.systemUTC().instant();
    committed.putAll(Effects.of(folders).byJob());
    return died;
  }

  /// A kill counts when it met a run that had not ended.
  private static boolean isOpenAt(Instant at, JsonNode run) {
    var end = run.path("end_time");
    return !end.isTextual() || Instant.parse(end.asText()).isAfter(at);
  }

  private static Colony start(Folders folders) {
    return Colony.start(folders, Map.of(StoryBeans.HALT, order(folders).toString()));
  }

  private static Path order(Folders folders) {
    return folders.root().resolve("halt");
  }

  private static Map<String, Object> parameters(int n) {
    return Map.of("n", n, "date", DAYS.get(n % DAYS.size()));
  }

  private List<Contents> undisturbed(int runs) {
    try (var town = Town.open(furnished("undisturbed"))) {
      var acme = town.tenant(TENANT);
      for (int n = 0; n < runs; n++) acme.completes(WORK, parameters(n));
      return contents(town);
    }
  }

  private static List<Contents> contents(Place place) {
    return TABLES.stream().map(table -> Contents.of(place, TENANT + "." + table)).toList();
  }

  /// Each run has one row, which says what its document says, and holds no slot.
  private static void assertBooks(Resident acme, List<String> runs) {
    var quota = acme.quota();
    assertThat(quota.path("concurrent_pipelines_running").asInt()).isZero();
    assertThat(quota.path("holders")).isEmpty();
    var rows =
        acme.sql(
            "SELECT pipeline_logging_id, status, end_time FROM kill_acme.x_meta_pipeline_runs"
                + " WHERE pipeline_id = 'kill_acme-story-kill-work' ORDER BY start_time");
    assertThat(rows.column("pipeline_logging_id").stream().map(JsonNode::asText)).isEqualTo(runs);
    assertThat(rows.column("status").stream().map(JsonNode::asText)).containsOnly("COMPLETED");
    for (var row : rows.records()) {
      var run = acme.run(row.get("pipeline_logging_id").asText());
      assertThat(Instant.parse(row.get("end_time").asText()))
          .isEqualTo(Instant.parse(run.path("end_time").asText()));
      for (var step : run.path("steps")) {
        assertThat(step.path("status").asText()).isEqualTo("COMPLETED");
        // An attempt grows with a fault that is worth another, never with a crash.
        assertThat(step.path("attempt").asInt()).as(step.toString()).isEqualTo(1);
      }
    }
  }

  /// What was committed when a process died is still the same effect, and each step has one.
  private void assertOnce(Effects effects, List<String> runs) {
    assertThat(effects.byJob()).containsAllEntriesOf(committed);
    int steps = TABLES.size();
    for (var run : runs)
      for (int index = 0; index < steps; index++)
        assertThat(effects.ofStep(run, index))
            .as("effects of step %d of run %s", index, run)
            .hasSize(1)
            .allSatisfy((_, effect) -> assertThat(effect).startsWith("DONE"));
  }

  private Folders furnished(String name) {
    var folders = Folders.in(root.resolve(name));
    var items = new StringBuilder("id,day,service,amount,ratio\n");
    IntStream.range(0, 1200)
        .forEach(
            i ->
                items.append(
                    "%d,%s,service %d,%d.%02d,%s\n"
                        .formatted(
                            i,
                            DAYS.get(i % 3),
                            i % 11,
                            i % 97,
                            i % 100,
                            Double.toString(i / 7.0))));
    folders.give(TENANT, "items.csv", items.toString());
    folders.write("story/kill/work.yml", TEMPLATE);
    return folders;
  }

  private static final String TEMPLATE =
      """
      parameters:
        n: {type: INT64, required: true}
      steps:
        - step_id: load
          ps_type: shared.file_to_table
          source:
            path: items.csv
            format: csv
            schema:
              - {name: id, type: INT64}
              - {name: day, type: DATE}
              - {name: service, type: STRING}
              - {name: amount, type: NUMERIC}
              - {name: ratio, type: FLOAT64}
          destination: {table: items, write_mode: overwrite}
        - step_id: whole
          depends_on: [load]
          ps_type: gcp.bigquery_to_bigquery
          source:
            query: |
              SELECT service, {n} AS n, COUNT(*) AS items, SUM(amount) AS amount, SUM(ratio) AS ratio
              FROM items GROUP BY service
          destination: {table: by_service, write_mode: overwrite, partition: all}
        - step_id: partition
          depends_on: [load]
          ps_type: gcp.bigquery_to_bigquery
          source:
            query: |
              SELECT day, service, {n} AS n, SUM(amount) AS amount
              FROM items WHERE day = '{date}' GROUP BY day, service
          destination:
            {table: daily, write_mode: overwrite, partition_field: day, partition: "{date}"}
        - step_id: append
          depends_on: [load]
          ps_type: gcp.bigquery_to_bigquery
          source:
            query: SELECT {n} AS n, id, amount FROM items WHERE MOD(id, 7) = MOD({n}, 7)
          destination: {table: journal, write_mode: append}
        - step_id: merge
          depends_on: [load]
          ps_type: gcp.bigquery_to_bigquery
          source:
            query: SELECT id, {n} AS n, amount, ratio FROM items WHERE MOD(id, 5) = MOD({n}, 5)
          destination: {table: kept, write_mode: merge, merge_keys: [id]}
        - step_id: recreate
          depends_on: [load]
          ps_type: gcp.bigquery_to_bigquery
          source:
            query: SELECT id, {n} AS n, service FROM items WHERE MOD(id, 3) = MOD({n}, 3)
          destination: {table: fresh, write_mode: overwrite, recreate: true}
        - step_id: sums
          depends_on: [whole, partition, append, merge, recreate]
          ps_type: gcp.bigquery_to_bigquery
          source:
            query: |
              SELECT {n} AS n, COUNT(*) AS items, SUM(amount) AS amount FROM journal WHERE n <= {n}
          destination: {table: sums, write_mode: append}
      """;
}
