package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.contract.RudeBus;
import convergence.run.RunId;
import convergence.run.RunLedger;
import convergence.run.RunRequest;
import convergence.run.Sweeper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A message is a doorbell: doubled, lost or late, it changes nothing of what happens.
final class MessageStoryTest {
  private static final int RUNS = 20;
  private static final String WORK = "story/message/work";
  private static Town town;
  private static RudeBus bus;

  @BeforeAll
  static void open(@TempDir Path root) {
    var folders = Folders.in(root);
    folders.write(
        "story/message/work.yml",
        """
        parameters:
          n: {type: INT64, default: 0}
        steps:
          - {step_id: first, ps_type: shared.noop}
          - step_id: count
            ps_type: gcp.bigquery_to_bigquery
            source: {query: "SELECT {n} AS n"}
            destination: {table: counted, write_mode: append}
        """);
    town = Town.open(folders, Map.of(StoryBeans.BUS, true, StoryBeans.CLOCK, true));
    bus = town.bean(RudeBus.class);
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void a_doubled_message_runs_once() {
    var acme = town.tenant("doubled");
    bus.doublesEveryMessage();

    var runs = start(acme);
    runs.forEach(acme::completed);
    bus.behaves();

    assertEachOnce(acme, runs);
  }

  @Test
  void a_message_that_comes_after_the_end_runs_nothing() {
    var acme = town.tenant("late");
    var run = acme.starts(WORK, Map.of("n", 1));
    acme.completed(run);

    bus.publish(new RunRequest(new RunId(UUID.fromString(run))));
    // Messages are taken in their order: this one's run ends after the late one was answered.
    var next = acme.starts(WORK, Map.of("n", 2));
    acme.completed(next);

    assertEachOnce(acme, List.of(run, next));
  }

  @Test
  void messages_in_the_wrong_order_run_all_the_same() {
    var acme = town.tenant("reordered");
    bus.holdsEveryMessage();

    var runs = start(acme);
    assertThat(runs).allSatisfy(run -> assertThat(status(acme, run)).isEqualTo("PENDING"));
    bus.behaves();
    runs.forEach(acme::completed);

    assertEachOnce(acme, runs);
  }

  @Test
  void a_lost_message_is_rung_again_by_the_sweeper() {
    var acme = town.tenant("lost");
    bus.dropsEveryMessage();
    var runs = start(acme);
    bus.behaves();
    assertThat(runs).allSatisfy(run -> assertThat(status(acme, run)).isEqualTo("PENDING"));

    town.bean(HandClock.class).turns(Duration.ofMinutes(2));
    town.bean(Sweeper.class).sweep();
    runs.forEach(acme::completed);

    assertEachOnce(acme, runs);
  }

  @Test
  void a_message_that_is_lost_again_and_again_is_rung_again_and_again() {
    var acme = town.tenant("lost_often");
    bus.dropsEveryMessage();
    var run = acme.starts(WORK, Map.of());
    for (int i = 0; i < 3; i++) {
      town.bean(HandClock.class).turns(Duration.ofMinutes(32));
      town.bean(Sweeper.class).sweep();
    }
    assertThat(status(acme, run)).isEqualTo("PENDING");
    bus.behaves();

    town.bean(HandClock.class).turns(Duration.ofMinutes(32));
    town.bean(Sweeper.class).sweep();

    acme.completed(run);
    assertEachOnce(acme, List.of(run));
  }

  private static List<String> start(Resident acme) {
    return IntStream.range(0, RUNS).mapToObj(n -> acme.starts(WORK, Map.of("n", n))).toList();
  }

  private static String status(Resident acme, String run) {
    return acme.run(run).path("status").asText();
  }

  /// One claim, one attempt of each step, one row of each run.
  private static void assertEachOnce(Resident acme, List<String> runs) {
    for (var run : runs) {
      var ledgers = town.bean(RunLedger.class).find(new RunId(UUID.fromString(run))).orElseThrow();
      assertThat(ledgers.fence()).isEqualTo(1);
      for (JsonNode step : acme.run(run).path("steps"))
        assertThat(step.path("attempt").asInt()).isEqualTo(1);
    }
    assertThat(
            acme.sql("SELECT COUNT(*) AS counted FROM %s.counted".formatted(acme.id()))
                .value()
                .asInt())
        .isEqualTo(runs.size());
  }
}
