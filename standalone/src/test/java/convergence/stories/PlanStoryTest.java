package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Look first, then run what was looked at, and nothing else.
final class PlanStoryTest {
  private static final String LOAD =
      """
      parameters:
        file: {type: STRING, default: rows.csv}
      steps:
        - step_id: load
          ps_type: shared.file_to_table
          source:
            path: "{file}"
            format: csv
            schema: [{name: day, type: DATE}, {name: %s, type: NUMERIC}, {name: service, type: STRING}]
          destination: {table: costs, write_mode: overwrite, recreate: true}
      """;
  private static final String COSTS =
      """
      description: "Cost of {tenant_id}"
      parameters: {least: {type: NUMERIC, default: 0}}
      steps:
        - step_id: daily
          ps_type: gcp.bigquery_to_bigquery
          source:
            query: |
              SELECT day, service, SUM(amount) AS total, COUNT(*) AS n
              FROM costs
              WHERE day = {date} AND amount >= {least}
              GROUP BY day, service
          destination: {table: costs_daily, write_mode: overwrite, partition_field: day}
        - step_id: check
          ps_type: gcp.data_quality
          dq_config: story/plan/dq/costs.yml
      """;
  private static final String STAR =
      """
      steps:
        - step_id: copy
          ps_type: gcp.bigquery_to_bigquery
          source: {query: SELECT * FROM costs}
          destination: {table: costs_copy, write_mode: overwrite}
      """;
  private static final Map<String, Object> DAY = Map.of("date", "2026-01-05");

  private static Folders folders;
  private static Folders otherFolders;
  private static Town town;
  private static Town other;
  private static Resident acme;
  private static Resident acmeElsewhere;

  @BeforeAll
  static void open(@TempDir Path one, @TempDir Path two) {
    folders = furnished(one);
    town = Town.open(folders);
    acme = town.tenant("acme");
    otherFolders = furnished(two);
    other = Town.open(otherFolders);
    acmeElsewhere = other.tenant("acme");
    for (var resident : List.of(acme, acmeElsewhere))
      resident.completes("story/plan/load", Map.of());
  }

  private static Folders furnished(Path root) {
    var folders = Folders.in(root);
    folders.write("story/plan/load.yml", LOAD.formatted("amount"));
    folders.write("story/plan/load_renamed.yml", LOAD.formatted("cost"));
    folders.write("story/plan/costs.yml", COSTS);
    folders.write("story/plan/edited.yml", COSTS);
    folders.write("story/plan/star.yml", STAR);
    folders.write(
        "story/plan/sealed.yml",
        "steps:\n  - {step_id: with, ps_type: shared.noop, credential: gcp}\n");
    folders.write(
        "story/plan/dq/costs.yml",
        """
        target_table: costs_daily
        expectations:
          - {type: not_null, column: total}
          - {type: unique, columns: [day, service]}
        """);
    folders.give("acme", "rows.csv", rows(100));
    folders.give("acme", "more.csv", rows(150));
    return folders;
  }

  private static String rows(int count) {
    var text = new StringBuilder("day,amount,service\n");
    for (int i = 0; i < count; i++) text.append("2026-01-05,1.25,storage\n");
    return text.toString();
  }

  @AfterAll
  static void close() {
    town.close();
    other.close();
  }

  @Test
  void a_plan_shows_what_a_reviewer_asks_for_and_starts_nothing() {
    long before = acme.quota().path("pipelines_run_today").asLong();
    var plan = plan(acme, "costs", DAY);

    assertThat(plan.path("description").asText()).isEqualTo("Cost of acme");
    assertThat(plan.path("waves").toString()).isEqualTo("[[\"daily\"],[\"check\"]]");
    assertThat(plan.path("tables_read").toString()).isEqualTo("[\"acme.costs\"]");
    assertThat(plan.path("tables_written").toString()).isEqualTo("[\"acme.costs_daily\"]");
    var step = plan.path("steps").path(0);
    assertThat(step.path("sql").asText()).contains("SUM(amount) AS total");
    assertThat(step.path("sql_parameters").toString())
        .contains("\"variable\":\"date\",\"value\":\"2026-01-05\"");
    assertThat(step.path("destination").path("columns").path(2).toString())
        .contains("\"name\":\"total\",\"type\":\"NUMERIC\"");
    assertThat(step.path("destination").path("partition").asText()).isEqualTo("2026-01-05");
    assertThat(step.path("lineage").toString())
        .contains("{\"column\":\"total\",\"sources\":[\"acme.costs.amount\"]}")
        .contains("{\"column\":\"n\",\"sources\":[]}");
    assertThat(step.path("estimated_bytes").asLong()).isBetween(100L * 24, 100L * 60);
    assertThat(plan.path("estimated_price_usd").decimalValue()).isPositive();
    assertThat(step.path("columns_read").toString())
        .isEqualTo("{\"acme.costs\":[\"amount\",\"day\",\"service\"]}");
    assertThat(plan.path("quality_gates").path(0).path("checks").findValuesAsText("expects"))
        .containsExactly("total is never NULL", "day, service together are unique");
    assertThat(plan.path("secrets")).isEmpty();
    assertThat(plan.path("quota").path("allowed").asBoolean()).isTrue();
    assertThat(plan.path("plan_hash").asText()).matches("[0-9a-f]{64}");
    assertThat(acme.quota().path("pipelines_run_today").asLong()).isEqualTo(before);
  }

  @Test
  void a_plan_names_the_credentials_that_its_steps_open() {
    assertThat(plan(acme, "sealed", Map.of()).path("secrets").toString()).isEqualTo("[\"gcp\"]");
  }

  @Test
  void two_machines_tell_the_same_hash_before_and_after_a_run() {
    var here = plan(acme, "costs", DAY).path("plan_hash").asText();
    assertThat(plan(acmeElsewhere, "costs", DAY).path("plan_hash").asText()).isEqualTo(here);
    acmeElsewhere.completed(started(acmeElsewhere, "costs", DAY, here));
    assertThat(plan(acmeElsewhere, "costs", DAY).path("plan_hash").asText()).isEqualTo(here);
  }

  @Test
  void a_plan_that_another_machine_looked_at_is_compared_part_by_part() {
    var elsewhere = plan(acmeElsewhere, "star", Map.of()).path("plan_hash").asText();
    var answer = asks(acme, "star", Map.of("date", "2026-02-01"), elsewhere);
    assertThat(pointers(answer)).containsExactly("/parameters");
  }

  @Test
  void other_parameters_are_named() {
    var hash = plan(acme, "costs", DAY).path("plan_hash").asText();
    var answer = asks(acme, "costs", Map.of("date", "2026-01-06", "least", 2), hash);
    assertThat(answer.code()).isEqualTo("plan_drift");
    assertThat(pointers(answer)).containsExactly("/parameters/date", "/parameters/least");
    assertThat(answer.detail()).contains("2026-01-05", "2026-01-06");
  }

  @Test
  void an_edited_template_is_named_with_the_step_whose_sql_changed() {
    var hash = plan(acme, "edited", DAY).path("plan_hash").asText();
    folders.write("story/plan/edited.yml", COSTS.replace("SUM(amount)", "MAX(amount)"));
    var answer = asks(acme, "edited", DAY, hash);
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (answer.status() != 409 && System.nanoTime() < deadline)
      answer = asks(acme, "edited", DAY, hash);
    assertThat(pointers(answer)).containsExactly("/template", "/sql/daily");
  }

  @Test
  void a_renamed_source_column_and_a_grown_price_are_named_and_nothing_starts() {
    var renamed = other.tenant("renamer");
    otherFolders.give("renamer", "rows.csv", rows(100));
    otherFolders.give("renamer", "more.csv", rows(150));
    renamed.completes("story/plan/load", Map.of());
    var hash = plan(renamed, "star", DAY).path("plan_hash").asText();

    renamed.completes("story/plan/load", Map.of("file", "more.csv"));
    assertThat(pointers(asks(renamed, "star", DAY, hash))).containsExactly("/price");

    otherFolders.give("renamer", "rows.csv", rows(100).replace("amount", "cost"));
    renamed.completes("story/plan/load_renamed", Map.of());
    var answer = asks(renamed, "star", DAY, hash);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(pointers(answer))
        .contains("/schemas/renamer.costs/amount", "/schemas/renamer.costs/cost");
    assertThat(answer.text()).contains("column amount of renamer.costs (NUMERIC) is gone");
    assertThat(plan(renamed, "star", DAY).path("plan_hash").asText()).isNotEqualTo(hash);
    assertThat(
            renamed
                .sql(
                    "SELECT COUNT(*) AS n FROM tenants.x_meta_pipeline_runs WHERE tenant_id = 'renamer' AND pipeline_id LIKE '%star%'")
                .records()
                .getFirst()
                .get("n")
                .asLong())
        .isZero();
  }

  @Test
  void what_is_no_hash_is_a_400() {
    assertThat(asks(acme, "costs", DAY, "abc").status()).isEqualTo(400);
  }

  private static JsonNode plan(Resident resident, String template, Map<String, ?> parameters) {
    return resident
        .post("/pipelines/plan/" + resident.id() + "/story/plan/" + template, parameters)
        .expect(200);
  }

  private static Answer asks(
      Resident resident, String template, Map<String, ?> parameters, String hash) {
    return resident.post(
        "/pipelines/run/" + resident.id() + "/story/plan/" + template + "?plan_hash=" + hash,
        parameters);
  }

  private static String started(
      Resident resident, String template, Map<String, ?> parameters, String hash) {
    return asks(resident, template, parameters, hash)
        .expect(202)
        .path("pipeline_logging_id")
        .asText();
  }

  private static List<String> pointers(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    var pointers = new ArrayList<String>();
    for (var error : answer.json().path("errors")) pointers.add(error.path("pointer").asText());
    return pointers;
  }
}
