package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableResult;
import convergence.embedded.duckdb.JobColumns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// INFORMATION_SCHEMA.JOBS and its sisters.
@Timeout(300)
final class InformationJobsTest {
  private static final String JOBS = "`region-us`.INFORMATION_SCHEMA.JOBS";
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;

  @BeforeAll
  static void open() {
    served = Served.on(folder);
    bq = served.client();
    bq.create(DatasetInfo.of("watched"));
  }

  @AfterAll
  static void close() {
    served.close();
  }

  private static void run(String id, QueryJobConfiguration configuration) throws Exception {
    var _ = bq.create(JobInfo.of(JobId.of(id), configuration)).waitFor();
  }

  private static void run(String id, String sql) throws Exception {
    run(id, QueryJobConfiguration.of(sql));
  }

  private static TableResult table(BigQuery client, String sql) throws Exception {
    return client.query(QueryJobConfiguration.of(sql));
  }

  private static FieldValueList one(String sql) throws Exception {
    var rows = new ArrayList<FieldValueList>();
    table(bq, sql).iterateAll().forEach(rows::add);
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  @Test
  void a_query_is_told_with_what_it_read_and_wrote() throws Exception {
    run("seen-made", "CREATE TABLE watched.source AS SELECT 1 AS n UNION ALL SELECT 2");
    run(
        "seen-query",
        QueryJobConfiguration.newBuilder("SELECT n FROM watched.source")
            .setLabels(Map.of("team", "a"))
            .setPriority(QueryJobConfiguration.Priority.BATCH)
            .build());
    var row =
        one(
            "SELECT project_id, user_email, job_type, statement_type, priority, state, query,"
                + " total_bytes_processed, cache_hit, referenced_tables[OFFSET(0)].table_id AS"
                + " read_from, labels[OFFSET(0)].value AS team, destination_table.project_id AS"
                + " into_project, ARRAY_LENGTH(job_stages) AS stages, error_result, parent_job_id,"
                + " creation_time <= start_time AND start_time <= end_time AND end_time <="
                + " CURRENT_TIMESTAMP() AS in_order FROM "
                + JOBS
                + " WHERE job_id = 'seen-query'");
    assertThat(row.get("project_id").getStringValue()).isEqualTo(Served.PROJECT);
    assertThat(row.get("user_email").getStringValue()).contains("@");
    assertThat(row.get("job_type").getStringValue()).isEqualTo("QUERY");
    assertThat(row.get("statement_type").getStringValue()).isEqualTo("SELECT");
    assertThat(row.get("priority").getStringValue()).isEqualTo("BATCH");
    assertThat(row.get("state").getStringValue()).isEqualTo("DONE");
    assertThat(row.get("query").getStringValue()).isEqualTo("SELECT n FROM watched.source");
    assertThat(row.get("total_bytes_processed").getLongValue()).isEqualTo(16);
    assertThat(row.get("cache_hit").getBooleanValue()).isFalse();
    assertThat(row.get("read_from").getStringValue()).isEqualTo("source");
    assertThat(row.get("team").getStringValue()).isEqualTo("a");
    assertThat(row.get("into_project").getStringValue()).isEqualTo(Served.PROJECT);
    assertThat(row.get("stages").getLongValue()).isEqualTo(1);
    assertThat(row.get("error_result").isNull()).isTrue();
    assertThat(row.get("parent_job_id").isNull()).isTrue();
    assertThat(row.get("in_order").getBooleanValue()).isTrue();
  }

  @Test
  void dml_and_errors_are_told() throws Exception {
    run("told-make", "CREATE TABLE watched.changed (n INT64)");
    run("told-dml", "INSERT INTO watched.changed (n) VALUES (1), (2), (3)");
    assertThatThrownBy(() -> run("told-error", "SELECT 'it''s' / 0 FROM watched.changed"))
        .isInstanceOf(BigQueryException.class);
    assertThatThrownBy(() -> run("told-null", "SELECT ERROR('it\\'s \"so\"')"))
        .isInstanceOf(BigQueryException.class);
    var dml =
        one(
            "SELECT dml_statistics.inserted_row_count AS n, statement_type FROM "
                + JOBS
                + " WHERE job_id = 'told-dml'");
    assertThat(dml.get("n").getLongValue()).isEqualTo(3);
    assertThat(dml.get("statement_type").getStringValue()).isEqualTo("INSERT");
    var error =
        one(
            "SELECT error_result.reason AS reason, error_result.message AS message FROM "
                + JOBS
                + " WHERE job_id = 'told-null'");
    assertThat(error.get("reason").getStringValue()).isEqualTo("invalidQuery");
    assertThat(error.get("message").getStringValue()).contains("it's \"so\"");
    assertThat(
            one("SELECT COUNT(*) AS n FROM " + JOBS + " WHERE error_result IS NOT NULL")
                .get("n")
                .getLongValue())
        .isEqualTo(2);
  }

  @Test
  void a_query_finds_itself_running() throws Exception {
    String sql = "SELECT state FROM " + JOBS + " WHERE job_id = 'itself'";
    var job = bq.create(JobInfo.of(JobId.of("itself"), QueryJobConfiguration.of(sql)));
    var rows = job.getQueryResults().iterateAll().iterator();
    assertThat(rows.next().get(0).getStringValue()).isEqualTo("RUNNING");
  }

  @Test
  void every_way_to_name_the_view_leads_to_the_jobs_of_the_project() throws Exception {
    run("named", "SELECT 1");
    var other = served.client("elsewhere");
    var _ =
        other
            .create(
                JobInfo.of(JobId.of("elsewhere", "theirs"), QueryJobConfiguration.of("SELECT 2")))
            .waitFor();
    for (String view :
        List.of(
            "INFORMATION_SCHEMA.JOBS",
            JOBS,
            "`region-us`.INFORMATION_SCHEMA.JOBS_BY_PROJECT",
            "`region-us`.INFORMATION_SCHEMA.JOBS_BY_USER",
            "`convergence.region-us.INFORMATION_SCHEMA.JOBS`",
            "`convergence`.`region-us`.INFORMATION_SCHEMA.JOBS")) {
      String sql = "SELECT job_id FROM " + view + " WHERE job_id IN ('named', 'theirs')";
      assertThat(one(sql).get(0).getStringValue()).as(view).isEqualTo("named");
    }
    for (String view : List.of(JOBS, "`elsewhere.region-us`.INFORMATION_SCHEMA.JOBS")) {
      String sql = "SELECT job_id FROM " + view + " WHERE job_id IN ('named', 'theirs')";
      assertThat(table(other, sql).iterateAll()).as(view).hasSize(1);
    }
    assertThat(table(bq, "SELECT job_id FROM `region-eu`.INFORMATION_SCHEMA.JOBS").iterateAll())
        .isEmpty();
  }

  @Test
  void a_region_shows_what_is_its_project_s() throws Exception {
    var other = served.client("elsewhere");
    other.create(DatasetInfo.of("theirs"));
    table(other, "CREATE TABLE theirs.t (n INT64)");
    table(bq, "CREATE TABLE watched.t (n INT64)");
    String tables =
        "SELECT CONCAT(table_catalog, '.', table_schema, '.', table_name) AS name FROM"
            + " %s.INFORMATION_SCHEMA.%s WHERE table_name = 't'";
    for (String view : List.of("TABLES", "COLUMNS", "TABLE_STORAGE", "PARTITIONS"))
      for (String place : List.of("`region-us`", "`elsewhere`.`region-us`", "theirs")) {
        var rows = new ArrayList<String>();
        table(other, tables.formatted(place, view))
            .iterateAll()
            .forEach(row -> rows.add(row.get(0).getStringValue()));
        assertThat(rows).as(place + view).containsExactly("elsewhere.theirs.t");
      }
    assertThat(one(tables.formatted("`region-us`", "TABLES")).get(0).getStringValue())
        .isEqualTo("convergence.watched.t");
    var datasets = new ArrayList<String>();
    table(other, "SELECT schema_name FROM INFORMATION_SCHEMA.SCHEMATA")
        .iterateAll()
        .forEach(row -> datasets.add(row.get(0).getStringValue()));
    assertThat(datasets).containsExactly("theirs");
  }

  @Test
  void what_nobody_knows_is_null_or_empty() throws Exception {
    run("unfilled", "SELECT 1");
    var row = one("SELECT * FROM " + JOBS + " WHERE job_id = 'unfilled'");
    assertThat(JobColumns.unfilled())
        .allSatisfy(
            column -> {
              var cell = row.get(column);
              assertThat(cell.isNull() || cell.getRepeatedValue().isEmpty()).as(column).isTrue();
            });
    var columns = table(bq, "SELECT * FROM " + JOBS + " WHERE FALSE").getSchema().getFields();
    assertThat(columns.stream().map(com.google.cloud.bigquery.Field::getName))
        .startsWith("creation_time", "project_id", "project_number", "user_email", "job_id")
        .doesNotHaveDuplicates();
  }
}
