package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQuery.JobListOption;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobStatistics.QueryStatistics;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A script's statements as jobs of their own, through Google's Java client.
@Timeout(300)
final class ChildJobsTest {
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;

  @BeforeAll
  static void open() {
    served = Served.on(folder);
    bq = served.client();
    bq.create(DatasetInfo.of("sc"));
  }

  @AfterAll
  static void close() {
    served.close();
  }

  private static Job run(String id, String sql) throws Exception {
    var configuration =
        QueryJobConfiguration.newBuilder(sql).setLabels(Map.of("from", "script")).build();
    return bq.create(JobInfo.of(JobId.of(id), configuration)).waitFor();
  }

  /// In the order of their statements.
  private static List<Job> children(String parent) {
    var children = new ArrayList<Job>();
    bq.listJobs(JobListOption.parentJobId(parent)).iterateAll().forEach(children::add);
    children.sort(Comparator.comparing(job -> number(job.getJobId().getJob())));
    return children.stream().map(job -> bq.getJob(job.getJobId())).toList();
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(id.lastIndexOf('_') + 1));
  }

  private static List<String> rows(TableResult result) {
    var rows = new ArrayList<String>();
    for (var row : result.iterateAll()) rows.add(row.get(0).getValue().toString());
    return rows;
  }

  private static QueryStatistics statistics(Job job) {
    return job.getStatistics();
  }

  @Test
  void each_statement_is_a_job_with_its_own_result() throws Exception {
    var parent =
        run(
            "whole",
            """
            DECLARE most INT64 DEFAULT 2;
            CREATE TABLE sc.numbers AS SELECT n FROM UNNEST([1, 2, 3]) AS n;
            SELECT n FROM sc.numbers
            WHERE n <= most ORDER BY n;
            UPDATE sc.numbers SET n = n + 10 WHERE n > 1;
            SELECT MAX(n) FROM sc.numbers;
            """);
    var children = children("whole");
    assertThat(statistics(parent).getNumChildJobs()).isEqualTo(4);
    assertThat(children.stream().map(job -> statistics(job).getStatementType().toString()))
        .containsExactly("CREATE_TABLE_AS_SELECT", "SELECT", "UPDATE", "SELECT");
    assertThat(children)
        .allSatisfy(
            child -> {
              assertThat(child.getStatistics().getParentJobId()).isEqualTo("whole");
              assertThat(child.getStatus().getError()).isNull();
              QueryJobConfiguration configuration = child.getConfiguration();
              assertThat(configuration.getLabels()).containsEntry("from", "script");
            });
    assertThat(rows(children.get(1).getQueryResults())).containsExactly("1", "2");
    assertThat(statistics(children.get(2)).getDmlStats().getUpdatedRowCount()).isEqualTo(2);
    assertThat(rows(children.get(3).getQueryResults())).containsExactly("13");
    assertThat(rows(parent.getQueryResults())).containsExactly("13");
    var frame = statistics(children.get(1)).getScriptStatistics().getStackFrames().getFirst();
    assertThat(frame.getText()).startsWith("SELECT n FROM sc.numbers\nWHERE");
    assertThat(List.of(frame.getStartLine(), frame.getStartColumn(), frame.getEndLine()))
        .containsExactly(3, 1, 4);
    assertThat(statistics(children.get(1)).getScriptStatistics().getEvaluationKind())
        .isEqualTo("STATEMENT");
  }

  @Test
  void only_who_asks_for_children_lists_them() throws Exception {
    run("quiet", "SELECT 1; SELECT 2;");
    var listed = new ArrayList<String>();
    bq.listJobs().iterateAll().forEach(job -> listed.add(job.getJobId().getJob()));
    assertThat(listed).contains("quiet").noneMatch(id -> id.startsWith("script_job_"));
    assertThat(children("none")).isEmpty();
    var seen =
        bq.query(
            QueryJobConfiguration.of(
                "SELECT statement_type FROM `region-us`.INFORMATION_SCHEMA.JOBS WHERE parent_job_id"
                    + " = 'quiet'"));
    assertThat(rows(seen)).containsExactly("SELECT", "SELECT");
  }

  @Test
  void a_script_that_fails_tells_how_far_it_came() throws Exception {
    assertThatThrownBy(() -> run("halfway", "SELECT 7; SELECT ERROR('no more'); SELECT 8;"))
        .isInstanceOf(BigQueryException.class);
    var children = children("halfway");
    assertThat(children).hasSize(2);
    assertThat(rows(children.get(0).getQueryResults())).containsExactly("7");
    assertThat(children.get(1).getStatus().getError().getMessage()).contains("no more");
    assertThat(bq.getJob("halfway").getStatistics().getNumChildJobs()).isEqualTo(2);
  }

  @Test
  void a_transaction_is_not_the_result_of_its_script() throws Exception {
    var parent = run("closed", "BEGIN TRANSACTION; SELECT 5 AS five; COMMIT TRANSACTION;");
    assertThat(rows(parent.getQueryResults())).containsExactly("5");
    assertThat(children("closed")).hasSize(3);
  }

  @Test
  void statements_of_procedures_and_of_dynamic_sql_are_children() throws Exception {
    run("made", "CREATE PROCEDURE sc.twice(n INT64) BEGIN SELECT n * 2; END;");
    run("called", "CALL sc.twice(4); EXECUTE IMMEDIATE 'SELECT 9';");
    var children = children("called");
    assertThat(children).hasSize(2);
    assertThat(rows(children.get(0).getQueryResults())).containsExactly("8");
    assertThat(rows(children.get(1).getQueryResults())).containsExactly("9");
    var frames = statistics(children.get(0)).getScriptStatistics().getStackFrames();
    assertThat(frames.getFirst().getProcedureId()).isEqualTo("sc.twice");
  }

  @Test
  void children_go_with_their_parent() throws Exception {
    run("gone", "SELECT 1; SELECT 2;");
    assertThat(children("gone")).hasSize(2);
    assertThat(bq.delete(JobId.of("gone"))).isTrue();
    assertThat(children("gone")).isEmpty();
  }
}
