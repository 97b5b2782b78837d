package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Templates with a fault beside others that have none.
final class BrokenTemplateStoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static Folders folders;
  private static Town town;
  private static Resident acme;

  @BeforeAll
  static void open(@TempDir Path root) {
    folders = Folders.in(root);
    folders.write("story/good/nap.yml", "steps:\n  - {step_id: nap, ps_type: shared.noop}\n");
    folders.write(
        "story/broken/unknown_key.yml",
        """
        description: has a key that nobody knows
        steps:
          - step_id: nap
            ps_type: shared.noop
            sleep_millis: 5
        """);
    folders.write(
        "story/broken/unknown_variable.yml",
        """
        steps:
          - step_id: query
            ps_type: gcp.bigquery_to_bigquery
            source:
              query: |
                SELECT 1 AS one,
                  {nobody} AS two
            destination: {table: t}
        """);
    folders.write(
        "story/broken/cycle.yml",
        """
        steps:
          - {step_id: hen, ps_type: shared.noop, depends_on: [egg]}
          - {step_id: egg, ps_type: shared.noop, depends_on: [hen]}
        """);
    folders.write(
        "story/broken/duplicate.yml",
        """
        steps:
          - {step_id: twin, ps_type: shared.noop}
          - {step_id: other, ps_type: shared.noop}
          - {step_id: twin, ps_type: shared.noop}
        """);
    folders.write(
        "story/broken/no_such_type.yml",
        """
        steps:
          - step_id: fly
            ps_type: shared.fly
        """);
    folders.write("story/broken/bomb.yml", bomb());
    town = Town.open(folders);
    acme = town.tenant("broken_acme");
  }

  @AfterAll
  static void close() {
    town.close();
  }

  /// Nine levels of nine references each.
  private static String bomb() {
    var text = new StringBuilder("a0: &a0 [boom, boom, boom]\n");
    for (int i = 1; i < 10; i++) {
      text.append("a%d: &a%d [".formatted(i, i));
      for (int j = 0; j < 9; j++) text.append(j == 0 ? "" : ", ").append("*a").append(i - 1);
      text.append("]\n");
    }
    return text.append("steps: *a9\n").toString();
  }

  @ParameterizedTest
  @CsvSource({
    "unknown_key, 5, sleep_millis",
    "unknown_variable, 7, nobody",
    "cycle, 2, hen",
    "duplicate, 4, twin",
    "no_such_type, 3, shared.fly",
  })
  void a_broken_template_is_refused_with_file_line_and_key(String name, int line, String key) {
    var answer = acme.asks("story/broken/" + name, Map.of());

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("template_invalid");
    assertThat(answer.detail()).contains("configs/story/broken/" + name + ".yml:" + line);
    var error = answer.json().path("errors").path(0);
    assertThat(error.path("line").asInt()).as(answer.text()).isEqualTo(line);
    assertThat(error.path("pointer").asText() + " " + error.path("detail").asText()).contains(key);
    assertThat(answer.text()).doesNotContain(folders.root().toString());
  }

  @Test
  void a_yaml_bomb_is_refused_at_once() {
    var answer = acme.asks("story/broken/bomb", Map.of());
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.detail()).contains("configs/story/broken/bomb.yml:");
    assertThat(answer.json().path("errors").path(0).path("line").asInt()).isPositive();
  }

  @Test
  void the_others_keep_working_and_health_says_degraded() {
    acme.completes("story/good/nap", Map.of());
    assertThat(town.gate().get("/health").expect(200).path("status").asText())
        .isEqualTo("DEGRADED");
  }

  @Test
  void a_refused_start_records_nothing() {
    long before = acme.quota().path("pipelines_run_today").asLong();
    acme.asks("story/broken/cycle", Map.of()).expect(422);
    assertThat(acme.quota().path("pipelines_run_today").asLong()).isEqualTo(before);
  }

  @Test
  void an_edited_template_is_seen_without_a_restart_and_a_worse_one_leaves_the_last_good_one() {
    folders.write("story/good/edited.yml", "steps:\n  - {step_id: old, ps_type: shared.noop}\n");
    awaitStep("old");
    folders.write("story/good/edited.yml", "steps:\n  - {step_id: new, ps_type: shared.noop}\n");
    awaitStep("new");
  }

  private static void awaitStep(String name) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      var answer = acme.asks("story/good/edited", Map.of());
      if (answer.status() >= 300) continue;
      var run = acme.ended(answer.json().path("pipeline_logging_id").asText());
      if (run.path("steps").path(0).path("step_name").asText().equals(name)) return;
    }
    throw new AssertionError("the template with the step " + name + " was not seen");
  }

  @Test
  void a_date_with_a_quote_is_a_400_that_names_it() {
    var answer = acme.asks("story/good/nap", Map.of("date", "2026-01-01' OR '1'='1"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().path("errors").path(0).path("pointer").asText()).isEqualTo("/date");
  }
}
