package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a tenant reads afterwards: documents, documented queries, and answers to asking twice.
final class BooksStoryTest {
  private static Folders folders;
  private static Town town;
  private static Resident acme;

  @BeforeAll
  static void open(@TempDir Path root) {
    folders = Folders.in(root);
    folders.write(
        "gcp/cost/work.yml",
        """
        parameters:
          n: {type: INT64, default: 0}
        steps:
          - step_id: nap
            ps_type: shared.noop
            sleep_ms: 5
          - step_id: rows
            ps_type: gcp.bigquery_to_bigquery
            source: {query: "SELECT n FROM UNNEST([1, 2, {n}]) AS n"}
            destination: {table: numbers, write_mode: overwrite}
        """);
    folders.write(
        "gcp/cost/late_file.yml",
        """
        steps:
          - step_id: first
            ps_type: gcp.bigquery_to_bigquery
            source: {query: "SELECT 1 AS one"}
            destination: {table: firsts, write_mode: append}
          - step_id: load
            ps_type: shared.file_to_table
            source: {path: late.csv, format: csv, schema: [{name: id, type: INT64}]}
            destination: {table: late, write_mode: overwrite}
          - {step_id: last, ps_type: shared.noop}
        """);
    folders.write(
        "gcp/cost/nap.yml",
        """
        parameters:
          n: {type: INT64, default: 0}
        steps:
          - {step_id: nap, ps_type: shared.noop, sleep_ms: 500}
        """);
    town = Town.open(folders);
    acme = town.tenant("acme_corp", "THREE_AT_ONCE");
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void the_documented_queries_tell_what_the_run_documents_tell() {
    var runs =
        List.of(1, 2, 3).stream()
            .map(n -> acme.completes("gcp/cost/work", Map.of("n", n)))
            .toList();

    var table =
        acme.sql(
            """
            SELECT pipeline_logging_id, pipeline_id, tenant_id, user_id, status, start_time, duration_ms
            FROM `acme_corp.x_meta_pipeline_runs`
            ORDER BY start_time DESC LIMIT 10
            """);
    for (var run : runs)
      assertRow(run, row(table, "pipeline_logging_id", text(run, "pipeline_logging_id")));

    var run = runs.getLast();
    var steps =
        acme.sql(
            """
            SELECT pipeline_logging_id, step_name, status, rows_processed, duration_ms
            FROM `acme_corp.x_meta_step_logs`
            WHERE pipeline_logging_id = '%s'
            ORDER BY start_time
            """
                .formatted(text(run, "pipeline_logging_id")));
    assertThat(steps.column("step_name").stream().map(JsonNode::asText))
        .containsExactly("nap", "rows");
    for (var step : run.path("steps")) {
      var row = row(steps, "step_name", text(step, "step_name"));
      for (var column : List.of("status", "rows_processed", "duration_ms", "pipeline_logging_id"))
        assertThat(row.get(column).asText()).as(column).isEqualTo(text(step, column));
    }
    assertThat(row(steps, "step_name", "rows").get("rows_processed").asInt()).isEqualTo(3);
  }

  private static void assertRow(JsonNode run, Table.Row row) {
    for (var column : List.of("pipeline_id", "tenant_id", "status", "duration_ms"))
      assertThat(row.get(column).asText()).as(column).isEqualTo(text(run, column));
    assertThat(row.get("user_id").isNull()).isEqualTo(run.path("user_id").isNull());
    assertThat(Instant.parse(row.get("start_time").asText()))
        .isEqualTo(Instant.parse(text(run, "start_time")));
  }

  @Test
  void the_documented_quota_query_tells_what_the_quota_route_tells() {
    acme.completes("gcp/cost/work", Map.of("n", 11));
    var quota = acme.quota();
    var row =
        acme.sql(
                """
                SELECT tenant_id, pipelines_run_today, daily_limit,
                       (daily_limit - pipelines_run_today) as remaining
                FROM `tenants.tenant_usage_quotas`
                WHERE tenant_id = 'acme_corp' AND usage_date = CURRENT_DATE()
                """)
            .records()
            .getFirst();
    assertThat(row.get("pipelines_run_today").asText())
        .isEqualTo(text(quota, "pipelines_run_today"));
    assertThat(row.get("daily_limit").asText()).isEqualTo(text(quota, "daily_limit"));
    assertThat(row.get("remaining").asText()).isEqualTo(text(quota, "remaining_today"));
  }

  @Test
  void the_documented_key_query_shows_an_active_key() {
    var keys =
        acme.sql(
            "SELECT tenant_id, is_active FROM tenants.tenant_api_keys WHERE tenant_id='acme_corp'");
    assertThat(keys.column("is_active").stream().map(JsonNode::asBoolean)).containsExactly(true);
  }

  @Test
  void a_retry_takes_over_what_was_done_and_goes_on_from_the_failed_step() {
    var failed = acme.ended(acme.starts("gcp/cost/late_file", Map.of()));
    assertThat(statuses(failed)).containsExactly("COMPLETED", "FAILED", "SKIPPED");
    assertThat(text(failed, "status")).isEqualTo("FAILED");
    assertThat(text(failed, "error_code")).isEqualTo("file_not_found");
    var id = text(failed, "pipeline_logging_id");

    folders.give("acme_corp", "late.csv", "id\n1\n2\n");
    var accepted = acme.post("/pipelines/runs/" + id + "/retry", Map.of()).expect(202);
    var retried = acme.completed(text(accepted, "pipeline_logging_id"));

    assertThat(text(retried, "retry_of")).isEqualTo(id);
    assertThat(statuses(retried)).containsExactly("COMPLETED", "COMPLETED", "COMPLETED");
    assertThat(retried.path("steps").path(0).path("metadata").path("taken_over_from").asText())
        .isEqualTo(id);
    assertThat(acme.sql("SELECT COUNT(*) AS n FROM acme_corp.firsts").value().asInt()).isEqualTo(1);
    assertThat(acme.sql("SELECT COUNT(*) AS n FROM acme_corp.late").value().asInt()).isEqualTo(2);
    assertThat(
            acme.post(
                    "/pipelines/runs/" + text(retried, "pipeline_logging_id") + "/retry", Map.of())
                .status())
        .isEqualTo(409);
  }

  @Test
  void an_idempotency_key_repeats_its_answer() {
    var first = acme.asks("gcp/cost/work", Map.of("n", 21), "Idempotency-Key", "once-21");
    var run = text(first.expect(202), "pipeline_logging_id");
    acme.completed(run);

    var again = acme.asks("gcp/cost/work", Map.of("n", 21), "Idempotency-Key", "once-21");
    assertThat(again.expect(202)).isEqualTo(first.json());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));

    var other = acme.asks("gcp/cost/work", Map.of("n", 22), "Idempotency-Key", "once-21");
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void waiting_for_a_run_answers_with_its_end_and_not_waiting_with_what_is() {
    var run = acme.starts("gcp/cost/nap", Map.of("n", 31));
    assertThat(text(acme.run(run), "status")).isIn("PENDING", "RUNNING");
    var ended = acme.get("/pipelines/runs/" + run + "?wait=30").expect(200);
    assertThat(text(ended, "status")).isEqualTo("COMPLETED");
    assertThat(ended.path("duration_ms").asLong()).isGreaterThanOrEqualTo(500);
  }

  private static List<String> statuses(JsonNode run) {
    return run.path("steps").valueStream().map(step -> text(step, "status")).toList();
  }

  private static Table.Row row(Table table, String column, String value) {
    return table.records().stream()
        .filter(row -> row.get(column).asText().equals(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row of " + value + " in " + table));
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }
}
