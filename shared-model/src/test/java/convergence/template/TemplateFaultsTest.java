package convergence.template;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.FieldError;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each fault is told with its line, its key and what to do.
final class TemplateFaultsTest {
  @TempDir Path folder;

  private List<FieldError> faults(String text) {
    return new Configs(folder).faults(text);
  }

  private void oneFault(String text, int line, String pointer, String... words) {
    assertThat(faults(text))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.line()).isEqualTo(line);
              assertThat(error.pointer()).isEqualTo(pointer);
              assertThat(error.detail()).contains(words);
            });
  }

  @Test
  void an_unknown_key_is_told_with_what_was_probably_meant() {
    oneFault(
        """
        descripton: x
        steps:
          - step_id: a
            ps_type: shared.noop
        """,
        1,
        "descripton",
        "did you mean 'description'?");
    oneFault(
        """
        steps:
          - step_id: a
            ps_type: shared.noop
            sleep: 5
        """,
        4,
        "steps[0].sleep",
        "unknown key",
        "did you mean 'sleep_ms'?");
  }

  @Test
  void an_unknown_variable_is_told_with_the_line_in_which_it_stands() {
    oneFault(
        """
        steps:
          - step_id: a
            ps_type: gcp.bigquery_to_bigquery
            source:
              query: |
                SELECT 1 AS x
                FROM t
                WHERE d = '{dat}'
            destination: {table: b}
        """,
        8,
        "steps[0].source.query",
        "unknown variable {dat}",
        "did you mean 'date'?");
  }

  @Test
  void braces_that_are_no_variable_are_text() {
    new Configs(folder)
        .template(
            """
            steps:
              - step_id: a
                ps_type: gcp.bigquery_to_bigquery
                source: {query: "SELECT '{{nope}} {Nope} {} {1} {' AS x"}
                destination: {table: b}
            """);
  }

  @Test
  void a_duplicate_step_id_is_told() {
    oneFault(
        """
        steps:
          - step_id: a
            ps_type: shared.noop
          - step_id: a
            ps_type: shared.noop
        """,
        4,
        "steps[1].step_id",
        "stands twice",
        "line 2");
  }

  @Test
  void a_cycle_is_told_with_its_way() {
    oneFault(
        """
        steps:
          - {step_id: a, ps_type: shared.noop, depends_on: [c]}
          - {step_id: b, ps_type: shared.noop}
          - {step_id: c, ps_type: shared.noop}
        """,
        2,
        "steps[0].depends_on",
        "cycle",
        "a → c → b → a");
  }

  @Test
  void a_step_that_waits_for_itself_or_for_nobody_is_told() {
    oneFault(
        "steps:\n  - {step_id: a, ps_type: shared.noop, depends_on: [a]}\n",
        2,
        "steps[0].depends_on",
        "itself");
    oneFault(
        """
        steps:
          - {step_id: extract, ps_type: shared.noop}
          - {step_id: b, ps_type: shared.noop, depends_on: [extrct]}
        """,
        3,
        "steps[1].depends_on",
        "not a step here",
        "did you mean 'extract'?");
  }

  @Test
  void an_unknown_ps_type_is_told() {
    oneFault(
        "steps:\n  - step_id: a\n    ps_type: shared.nop\n",
        3,
        "steps[0].ps_type",
        "'shared.nop' is not known",
        "did you mean 'shared.noop'?");
    oneFault("steps:\n  - step_id: a\n", 2, "steps[0].ps_type", "ps_type is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "timeout_minutes, 0, 1 to 1440",
    "timeout_minutes, 1441, 1 to 1440",
    "timeout_minutes, soon, 1 to 1440",
    "timeout_minutes, 1.5, 1 to 1440",
    "retry_attempts, -1, 0 to 10",
    "retry_attempts, 11, 0 to 10",
    "retry_attempts, '\"3\"', 0 to 10",
    "description, 5, text",
    "parameters, 5, mapping",
    "schedule, hourly, cron"
  })
  void a_value_out_of_its_range_is_told(String key, String value, String words) {
    oneFault(
        key + ": " + value + "\nsteps:\n  - {step_id: a, ps_type: shared.noop}\n", 1, key, words);
  }

  @ParameterizedTest
  @CsvSource({
    "timeout_minutes, 121, 1 to 120",
    "timeout_minutes, 0, 1 to 120",
    "retry_attempts, 11, 0 to 10",
    "sleep_ms, 60001, 0 to 60000",
    "sleep_ms, -1, 0 to 60000",
    "on_failure, explode, 'stop, alert, continue'",
    "trigger, never, 'on_success, on_failure, always'"
  })
  void a_step_value_out_of_its_range_is_told(String key, String value, String words) {
    oneFault(
        "steps:\n  - step_id: a\n    ps_type: shared.noop\n    " + key + ": " + value + "\n",
        4,
        "steps[0]." + key,
        words);
  }

  @ParameterizedTest
  @CsvSource({
    "'write_mode: merge', merge_keys, needs merge_keys",
    "'merge_keys: [id]', merge_keys, go with write_mode merge",
    "'write_mode: append, recreate: true', recreate, goes with write_mode overwrite",
    "'partition: all2', partition, 'one variable of type DATE'",
    "'partition: \"{date}\"', partition, 'a partition_field'",
    "'partition_field: d, partition: \"{tenant_id}\"', partition, no variable of type DATE",
    "'dataset: other', dataset, '{tenant_dataset}'",
    "'write_mode: replace', write_mode, 'overwrite, append, merge'"
  })
  void a_destination_that_makes_no_sense_is_told(String fields, String key, String words) {
    oneFault(
        """
        steps:
          - step_id: a
            ps_type: gcp.bigquery_to_bigquery
            source: {query: SELECT 1 AS x}
            destination: {table: b, %s}
        """
            .formatted(fields),
        5,
        "steps[0].destination." + key,
        words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x_meta_pipeline_runs", "X_META_mine"})
  void the_systems_tables_are_not_written(String table) {
    oneFault(
        """
        steps:
          - step_id: a
            ps_type: gcp.bigquery_to_bigquery
            source: {query: SELECT 1 AS x}
            destination: {table: %s}
        """
            .formatted(table),
        5,
        "steps[0].destination.table",
        "the system's");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../etc/passwd", "/etc/passwd", "gcp/cost/dq/none.yml", "gcp/../x.yml"})
  void a_suite_that_is_not_below_configs_is_told(String path) {
    oneFault(
        """
        steps:
          - step_id: a
            ps_type: gcp.data_quality
            dq_config: %s
            target_table: t
        """
            .formatted(path),
        4,
        "steps[0].dq_config",
        "");
  }

  @Test
  void a_fault_of_a_suite_names_its_file_and_line() {
    new Configs(folder)
        .write(
            "gcp/cost/dq/s.yml",
            "target_table: t\nexpectations:\n  - {type: not_nul, column: x}\n");
    oneFault(
        """
        steps:
          - step_id: a
            ps_type: gcp.data_quality
            dq_config: gcp/cost/dq/s.yml
        """,
        4,
        "steps[0].dq_config",
        "configs/gcp/cost/dq/s.yml:3: ",
        "did you mean 'not_null'?");
  }

  @Test
  void built_in_names_and_the_systems_datasets_are_not_declared() {
    oneFault(
        "variables: {date: x}\nsteps:\n  - {step_id: a, ps_type: shared.noop}\n",
        1,
        "variables.date",
        "built in");
    oneFault(
        "parameters: {tenant_id: x}\nsteps:\n  - {step_id: a, ps_type: shared.noop}\n",
        1,
        "parameters.tenant_id",
        "built in");
    oneFault(
        "sources: [tenants.tenant_profiles]\nsteps:\n  - {step_id: a, ps_type: shared.noop}\n",
        1,
        "sources",
        "belongs to the system");
    oneFault(
        "sources: ['{x}.y']\nsteps:\n  - {step_id: a, ps_type: shared.noop}\n",
        1,
        "sources[0]",
        "without variables");
  }

  @Test
  void all_faults_of_a_file_are_told_at_once_in_their_order() {
    assertThat(
            faults(
                """
                descripton: x
                timeout_minutes: 0
                steps:
                  - step_id: a
                    ps_type: shared.noop
                    sleep_ms: 99999
                  - step_id: a
                    ps_type: shared.unknown
                  - step_id: c
                    ps_type: shared.email_notification
                    depends_on: [x]
                    to_emails: ["{nobody}", "not an address"]
                """))
        .extracting("line")
        .containsExactly(1, 2, 6, 7, 8, 11, 12, 12);
  }

  @Test
  void a_key_that_stands_twice_is_told() {
    oneFault(
        "steps:\n  - {step_id: a, ps_type: shared.noop}\ndescription: a\ndescription: b\n",
        4,
        "",
        "'description' stands twice",
        "line 3");
  }

  @Test
  void a_yaml_bomb_is_refused() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++)
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    assertThat(faults(bomb.toString()))
        .anySatisfy(error -> assertThat(error.detail()).contains("once aliases are followed"));
    assertThat(faults("steps: " + "[".repeat(100_000)).getFirst().detail()).contains("levels deep");
    assertThat(faults("steps: " + "{a: ".repeat(1_000)).getFirst().detail())
        .contains("levels deep");
    assertThat(faults("x: " + "y".repeat(300_000)).getFirst().detail())
        .contains("larger than 256 KB");
  }

  @Test
  void text_that_is_no_yaml_is_told_with_its_line() {
    assertThat(faults("steps:\n  - a: [1\n  b: 2\n").getFirst().line()).isGreaterThan(1);
    assertThat(faults("").getFirst().detail()).contains("empty");
    assertThat(faults("- just\n- a list\n").getFirst().detail()).contains("must be a mapping");
    assertThat(faults("steps: !!java.net.URL [x]\n").getFirst().detail()).contains("not allowed");
    assertThat(faults("a: &a [*a]\nsteps: []\n"))
        .anySatisfy(error -> assertThat(error.detail()).contains("holds itself"));
  }
}
