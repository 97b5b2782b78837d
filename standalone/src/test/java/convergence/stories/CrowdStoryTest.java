package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.contract.RudeBus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many callers at once, and a plan that lets three runs at a time.
final class CrowdStoryTest {
  private static final int REQUESTS = 200;
  private static final int CONNECTIONS = 20;
  private static final String NAP = "story/crowd/nap";
  private static Town town;

  @BeforeAll
  static void open(@TempDir Path root) {
    var folders = Folders.in(root);
    folders.write(
        "story/crowd/nap.yml",
        """
        parameters:
          n: {type: INT64, default: 0}
        steps:
          - {step_id: nap, ps_type: shared.noop, sleep_ms: 300}
        """);
    town = Town.open(folders, Map.of(StoryBeans.BUS, true));
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void of_200_requests_three_run_at_once_and_the_others_are_told_to_wait() {
    var acme = town.tenant("crowd_acme", "THREE_AT_ONCE");
    long before = acme.quota().path("pipelines_run_today").asLong();

    var answers = crowd(n -> acme.asks(NAP, Map.of("n", n)));

    var admitted = answers.stream().filter(a -> a.status() == 202).map(CrowdStoryTest::id).toList();
    var refused = answers.stream().filter(a -> a.status() != 202).toList();
    assertThat(admitted).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates();
    assertThat(refused).isNotEmpty();
    for (var answer : refused) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(429);
      assertThat(answer.code()).isEqualTo("quota_concurrent");
      assertThat(answer.detail())
          .isEqualTo("Concurrent pipeline limit reached. Wait for running pipelines to complete.");
      assertThat(answer.header("Retry-After")).isEqualTo("30");
    }
    var runs = admitted.stream().map(acme::completed).toList();
    assertThat(mostAtOnce(runs)).isEqualTo(3);
    var quota = acme.quota();
    assertThat(quota.path("pipelines_run_today").asLong() - before).isEqualTo(admitted.size());
    assertThat(quota.path("concurrent_pipelines_running").asInt()).isZero();
    assertThat(quota.path("holders")).isEmpty();
    assertThat(
            town.sql(
                    "SELECT COUNT(*) AS n FROM crowd_acme.x_meta_pipeline_runs WHERE status = 'COMPLETED'"
                        + " AND pipeline_id = 'crowd_acme-story-crowd-nap'")
                .value()
                .asLong())
        .isEqualTo(admitted.size());
  }

  @Test
  void of_200_same_requests_one_runs_and_199_hear_so() {
    var acme = town.tenant("crowd_same", "THREE_AT_ONCE");
    long before = acme.quota().path("pipelines_run_today").asLong();
    var bus = town.bean(RudeBus.class);
    // The one run stays open until all have asked, however slow this machine is.
    bus.holdsEveryMessage();

    var answers = crowd(_ -> acme.asks(NAP, Map.of("n", 7)));
    bus.behaves();

    var started = answers.stream().filter(a -> a.status() == 202).toList();
    var doubled = answers.stream().filter(a -> a.status() == 200).toList();
    assertThat(started).hasSize(1);
    assertThat(doubled).hasSize(REQUESTS - 1);
    String run = id(started.getFirst());
    assertThat(doubled)
        .allSatisfy(answer -> assertThat(answer.json().path("duplicate").asBoolean()).isTrue())
        .allSatisfy(answer -> assertThat(id(answer)).isEqualTo(run));
    acme.completed(run);
    assertThat(acme.quota().path("pipelines_run_today").asLong() - before).isEqualTo(1);
    assertThat(acme.quota().path("holders")).isEmpty();
  }

  private static List<Answer> crowd(IntFunction<Answer> request) {
    try (var connections = Executors.newFixedThreadPool(CONNECTIONS)) {
      var calls = new ArrayList<Callable<Answer>>();
      for (int i = 0; i < REQUESTS; i++) {
        int n = i;
        calls.add(() -> request.apply(n));
      }
      var answers = new ArrayList<Answer>();
      for (var future : connections.invokeAll(calls)) answers.add(future.resultNow());
      return answers;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String id(Answer answer) {
    return answer.json().path("pipeline_logging_id").asText();
  }

  /// From acceptance to end, as a slot is held.
  private static long mostAtOnce(List<JsonNode> runs) {
    return runs.stream()
        .map(run -> start(run))
        .mapToLong(
            instant ->
                runs.stream()
                    .filter(run -> !start(run).isAfter(instant) && end(run).isAfter(instant))
                    .count())
        .max()
        .orElse(0);
  }

  private static Instant start(JsonNode run) {
    return Instant.parse(run.path("start_time").asText());
  }

  private static Instant end(JsonNode run) {
    return Instant.parse(run.path("end_time").asText());
  }
}
