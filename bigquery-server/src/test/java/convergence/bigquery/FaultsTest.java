package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.InsertAllRequest;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobStatus;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import convergence.bigquery.fault.Faults;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong when it is asked for, seen through Google's own client.
@Timeout(300)
final class FaultsTest {
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;
  private static Faults faults;

  @BeforeAll
  static void open() throws Exception {
    served = Served.on(folder);
    bq = served.client();
    faults = served.faults();
    bq.create(DatasetInfo.of("d"));
    bq.query(QueryJobConfiguration.of("CREATE TABLE d.t (x INT64)"));
  }

  @AfterEach
  void clear() throws Exception {
    faults.clear();
    bq.query(QueryJobConfiguration.of("TRUNCATE TABLE d.t"));
  }

  @AfterAll
  static void close() {
    served.close();
  }

  private static JobInfo insert(String id) {
    return JobInfo.of(
        JobId.of(id), QueryJobConfiguration.of("INSERT INTO d.t (x) SELECT 1 FROM (SELECT 1)"));
  }

  private static long rows() throws Exception {
    var rows = bq.query(QueryJobConfiguration.of("SELECT COUNT(*) FROM d.t"));
    return rows.iterateAll().iterator().next().get(0).getLongValue();
  }

  @Test
  void unavailable_before_did_nothing() throws Exception {
    faults.add("503-before; on=jobs.insert");
    assertThat(code(() -> bq.create(insert("before")))).isEqualTo(503);
    assertThat(bq.getJob(JobId.of("before"))).isNull();
    assertThat(bq.create(insert("before")).waitFor().getStatus().getError()).isNull();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void unavailable_after_did_all() throws Exception {
    faults.add("503-after; on=jobs.insert");
    assertThat(code(() -> bq.create(insert("after")))).isEqualTo(503);
    assertThat(bq.getJob(JobId.of("after")).waitFor().getStatus().getError()).isNull();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void limits_come_with_their_reasons() {
    faults.add("403-rate; on=tables.get");
    faults.add("403-quota; on=tables.get");
    faults.add("429; on=tables.get; skip=1");
    var rate = problem(() -> bq.getTable(TableId.of("d", "t")));
    assertThat(rate.getCode()).isEqualTo(403);
    assertThat(rate.getReason()).isEqualTo("rateLimitExceeded");
    assertThat(problem(() -> bq.getTable(TableId.of("d", "t"))).getReason())
        .isEqualTo("quotaExceeded");
    assertThat(bq.getTable(TableId.of("d", "t"))).isNotNull();
    assertThat(code(() -> bq.getTable(TableId.of("d", "t")))).isEqualTo(429);
    assertThat(bq.getTable(TableId.of("d", "t"))).isNotNull();
    assertThat(faults.struck())
        .containsExactly("403-rate tables.get", "403-quota tables.get", "429 tables.get");
  }

  @Test
  void a_lost_answer_leaves_the_job() throws Exception {
    faults.add("lost-after; on=jobs.insert");
    // The client asks again, is told that the id is taken, and finds its job.
    assertThat(bq.create(insert("lost")).getJobId().getJob()).isEqualTo("lost");
    assertThat(faults.struck()).containsExactly("lost-after jobs.insert");
    assertThat(bq.getJob(JobId.of("lost")).waitFor().getStatus().getError()).isNull();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void a_stuck_job_runs_until_it_is_cancelled_and_does_nothing() throws Exception {
    faults.add("job-stuck; on=QUERY; match=^stuck$");
    var job = bq.create(insert("stuck"));
    assertThat(job.getStatus().getState()).isEqualTo(JobStatus.State.RUNNING);
    assertThat(bq.getJob(JobId.of("stuck")).isDone()).isFalse();
    assertThat(bq.cancel(JobId.of("stuck"))).isTrue();
    assertThat(problem(() -> bq.getJob(JobId.of("stuck")).waitFor()).getReason())
        .isEqualTo("stopped");
    assertThat(rows()).isZero();
  }

  @Test
  void a_job_that_lingers_has_taken_effect() throws Exception {
    faults.add("job-lingers; match=^lingers$");
    var job = bq.create(insert("lingers"));
    assertThat(job.getStatus().getState()).isEqualTo(JobStatus.State.RUNNING);
    assertThat(rows()).isEqualTo(1);
    faults.clear();
    assertThat(bq.getJob(JobId.of("lingers")).waitFor().getStatus().getError()).isNull();
  }

  @Test
  void a_job_fails_as_the_service_may_fail() throws Exception {
    faults.add("job-fails; match=^fails$");
    var job = bq.create(insert("fails"));
    assertThat(bq.getJob(job.getJobId()).getStatus().getError().getReason())
        .isEqualTo("backendError");
    assertThat(rows()).isZero();
  }

  @Test
  void a_part_of_the_rows_is_kept() throws Exception {
    faults.add("partial; rows=2");
    var all = InsertAllRequest.newBuilder("d", "t");
    for (int x = 0; x < 5; x++) all.addRow("id" + x, Map.of("x", x));
    var first = bq.insertAll(all.build());
    assertThat(first.getInsertErrors()).containsOnlyKeys(2L, 3L, 4L);
    assertThat(bq.insertAll(all.build()).hasErrors()).isFalse();
    assertThat(rows()).isEqualTo(5);
  }

  @Test
  void rules_come_by_the_port_too() throws Exception {
    assertThat(http("POST", "/faults", "503-before; on=datasets.list\n429; times=2"))
        .contains("503-before; on=datasets.list; times=1", "429; on=*; times=2");
    assertThat(http("DELETE", "/faults", "")).doesNotContain("503-before");
    assertThat(http("POST", "/faults", "no-such")).contains("503-after", "\"code\":400");
  }

  @Test
  void a_header_is_a_rule_for_its_request() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:" + served.port() + "/projects/convergence/datasets"))
              .header("X-Fault", "503-before");
      assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(503);
    }
    assertThat(bq.listDatasets().iterateAll()).isNotEmpty();
  }

  private static String http(String method, String path, String body) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + path))
              .method(method, HttpRequest.BodyPublishers.ofString(body));
      return client.send(request.build(), BodyHandlers.ofString()).body();
    }
  }

  private static BigQueryException problem(ThrowingCallable call) {
    return catchThrowableOfType(BigQueryException.class, call);
  }

  private static int code(ThrowingCallable call) {
    return problem(call).getCode();
  }
}
