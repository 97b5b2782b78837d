package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Beside a running instance a tenant finds its own dataset and nothing else.
@Timeout(300)
final class TenantsTest {
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery operator;
  private static BigQuery acme;
  private static BigQuery globex;

  @BeforeAll
  static void open() throws Exception {
    served =
        Served.on(
            folder,
            "",
            token ->
                switch (token) {
                  case "operator" -> Optional.of(Door.Visitor.OPERATOR);
                  case "acme", "globex" -> Optional.of(new Door.Visitor(token));
                  default -> Optional.empty();
                });
    operator = client("operator");
    acme = client("acme");
    globex = client("globex");
    for (String tenant : new String[] {"acme", "globex"}) {
      operator.create(DatasetInfo.of(tenant));
      run(operator, "CREATE TABLE %s.costs AS SELECT '%s' AS whose".formatted(tenant, tenant));
      run(operator, "CREATE TABLE %s.x_meta_runs AS SELECT 1 AS run".formatted(tenant));
    }
  }

  @AfterAll
  static void close() {
    served.close();
  }

  private static BigQuery client(String token) {
    return BigQueryOptions.newBuilder()
        .setProjectId("p")
        .setHost("http://127.0.0.1:" + served.port())
        .setCredentials(
            GoogleCredentials.create(AccessToken.newBuilder().setTokenValue(token).build()))
        .build()
        .getService();
  }

  private static String run(BigQuery client, String sql) throws Exception {
    var rows = client.query(QueryJobConfiguration.of(sql)).iterateAll().iterator();
    return rows.hasNext() ? String.valueOf(rows.next().get(0).getValue()) : "";
  }

  private static BigQueryException problem(ThrowingCallable call) {
    return catchThrowableOfType(BigQueryException.class, call);
  }

  @Test
  void its_own_tables_are_read_and_written() throws Exception {
    assertThat(run(acme, "SELECT whose FROM acme.costs")).isEqualTo("acme");
    run(acme, "CREATE OR REPLACE TABLE acme.mine AS SELECT 7 AS x");
    run(acme, "UPDATE acme.mine SET x = 8 WHERE TRUE");
    assertThat(run(acme, "SELECT x FROM acme.mine")).isEqualTo("8");
    assertThat(run(acme, "SELECT run FROM acme.x_meta_runs")).isEqualTo("1");
    assertThat(acme.listDatasets().iterateAll())
        .extracting(d -> d.getDatasetId().getDataset())
        .containsExactly("acme");
    assertThat(
            run(
                acme,
                "SELECT STRING_AGG(schema_name) FROM `region-us`.INFORMATION_SCHEMA.SCHEMATA"))
        .doesNotContain("globex");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM globex.costs",
        "SELECT * FROM globex.none",
        "SELECT * FROM nowhere.none",
        "SELECT * FROM `p.globex.cos*`",
        "SELECT * FROM globex.INFORMATION_SCHEMA.TABLES",
        "INSERT INTO globex.costs (whose) VALUES ('me')",
        "CREATE TABLE globex.mine AS SELECT 1 AS x",
        "CREATE VIEW acme.spy AS SELECT * FROM globex.costs",
        "CREATE TABLE acme.copied COPY globex.costs",
        "DROP TABLE globex.costs",
        "DROP SCHEMA globex CASCADE",
        "DROP SCHEMA acme CASCADE",
        "CREATE SCHEMA another",
        "EXECUTE IMMEDIATE 'SELECT * FROM glo' || 'bex.costs'",
        "CREATE FUNCTION globex.f() AS (1)",
        "DELETE FROM acme.x_meta_runs WHERE TRUE",
        "DROP TABLE acme.x_meta_runs"
      })
  void what_is_not_its_own_is_denied(String sql) {
    assertThat(problem(() -> run(acme, sql)).getReason()).isEqualTo("accessDenied");
  }

  @Test
  void tables_of_others_are_denied_by_rest_too() {
    assertThat(problem(() -> acme.getTable(TableId.of("globex", "costs"))).getCode())
        .isEqualTo(403);
    assertThat(problem(() -> acme.listTables("globex")).getCode()).isEqualTo(403);
    assertThat(problem(() -> acme.listTableData(TableId.of("globex", "costs"))).getCode())
        .isEqualTo(403);
    assertThat(
            problem(() -> acme.delete("acme", BigQuery.DatasetDeleteOption.deleteContents()))
                .getCode())
        .isEqualTo(403);
  }

  @Test
  void jobs_and_results_are_their_owners() throws Exception {
    var sql = QueryJobConfiguration.of("SELECT whose FROM acme.costs");
    acme.create(JobInfo.of(JobId.of("the-job"), sql)).waitFor();
    assertThat(globex.getJob("the-job")).isNull();
    assertThat(globex.listJobs().iterateAll())
        .noneMatch(job -> "the-job".equals(job.getJobId().getJob()));
    // The id is free for another tenant.
    var own = QueryJobConfiguration.of("SELECT whose FROM globex.costs");
    globex.create(JobInfo.of(JobId.of("the-job"), own)).waitFor();
    var rows = globex.getJob("the-job").getQueryResults().iterateAll().iterator();
    assertThat(rows.next().get(0).getStringValue()).isEqualTo("globex");
    QueryJobConfiguration kept = acme.getJob("the-job").getConfiguration();
    assertThat(problem(() -> globex.listTableData(kept.getDestinationTable())).getCode())
        .isEqualTo(403);
  }

  @Test
  void a_stranger_is_told_nothing() throws Exception {
    assertThat(status("127.0.0.1", "nobody")).startsWith("HTTP/1.1 401");
  }

  @Test
  void another_name_of_this_machine_is_refused() throws Exception {
    assertThat(status("evil.example", "operator")).startsWith("HTTP/1.1 421");
    assertThat(status("localhost:9050", "operator")).startsWith("HTTP/1.1 200");
  }

  /// Google's client knows no other hosts, and asks for a new token when one is refused.
  private static String status(String host, String token) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), served.port());
        OutputStream out = socket.getOutputStream()) {
      String request =
          "GET /projects/p/datasets HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n".formatted(host)
              + "Authorization: Bearer %s\r\n\r\n".formatted(token);
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
