package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the suites of Google's own clients expect of resources, said in the JSON that they send.
@Timeout(300)
final class ResourceChangesTest {
  private static final String CONDITION =
      """
      {"access": [{"role": "READER", "userByEmail": "joe@example.com", "condition":
        {"title": "soon", "expression": "request.time < timestamp('2030-01-01T00:00:00Z')"}}]}
      """;
  @TempDir static Path folder;
  private static Served served;
  private static HttpClient client;

  private record Reply(int status, JsonNode body) {}

  @BeforeAll
  static void open() throws Exception {
    served = Served.on(folder);
    client = HttpClient.newHttpClient();
    made("datasets", dataset("d"));
  }

  @AfterAll
  static void close() {
    client.close();
    served.close();
  }

  private static String dataset(String id) {
    return "{\"datasetReference\": {\"datasetId\": \"%s\"}}".formatted(id);
  }

  private static Reply send(String method, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/bigquery/v2/projects/convergence/%s"
                        .formatted(served.port(), path)))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    var reply = client.send(request, BodyHandlers.ofString());
    return new Reply(reply.statusCode(), Json.mapper().readTree(reply.body()));
  }

  private static JsonNode made(String path, String body) throws Exception {
    var reply = send("POST", path, body);
    assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
    return reply.body();
  }

  private static JsonNode patched(String path, String body) throws Exception {
    var reply = send("PATCH", path, body);
    assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
    return reply.body();
  }

  private static JsonNode found(String path) throws Exception {
    return send("GET", path, "").body();
  }

  @Test
  void a_null_takes_a_setting_of_a_dataset_away() throws Exception {
    var set =
        patched(
            "datasets/d",
            """
            {"defaultTableExpirationMs": "3600000", "description": "x", "labels": {"a": "b"}}
            """);
    assertThat(set.path("defaultTableExpirationMs").asText()).isEqualTo("3600000");
    assertThat(patched("datasets/d", "{\"friendlyName\": \"n\"}").path("description").asText())
        .isEqualTo("x");
    var gone =
        patched(
            "datasets/d",
            "{\"defaultTableExpirationMs\": null, \"description\": null, \"labels\": null}");
    assertThat(gone.has("defaultTableExpirationMs")).isFalse();
    assertThat(gone.has("description")).isFalse();
    assertThat(gone.has("labels")).isFalse();
    assertThat(found("datasets/d").has("description")).isFalse();
  }

  @Test
  void a_null_takes_a_setting_of_a_table_away() throws Exception {
    made(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "t"}, "description": "x", "expirationTime": "99999999999000",
         "requirePartitionFilter": true, "timePartitioning": {"type": "DAY", "field": "day"},
         "schema": {"fields": [{"name": "day", "type": "DATE"}]}}
        """);
    var gone =
        patched(
            "datasets/d/tables/t",
            """
            {"description": null, "expirationTime": null, "requirePartitionFilter": null,
             "schema": null, "timePartitioning": null, "encryptionConfiguration": null}
            """);
    for (String field : new String[] {"description", "expirationTime", "requirePartitionFilter"})
      assertThat(gone.has(field)).as(field).isFalse();
    assertThat(gone.at("/schema/fields/0/name").asText()).isEqualTo("day");
    assertThat(gone.at("/timePartitioning/field").asText()).isEqualTo("day");
  }

  @Test
  void a_materialized_view_takes_another_interval() throws Exception {
    made(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "base"},
         "schema": {"fields": [{"name": "n", "type": "INTEGER"}]}}
        """);
    String view =
        """
        {"tableReference": {"tableId": "mv"}, "materializedView":
          {"query": "SELECT COUNT(*) AS n FROM d.base", "refreshIntervalMs": "%d"}}
        """;
    made("datasets/d/tables", view.formatted(21600000));
    assertThat(
            patched("datasets/d/tables/mv", view.formatted(3600000))
                .at("/materializedView/refreshIntervalMs")
                .asText())
        .isEqualTo("3600000");
  }

  @Test
  void conditions_of_access_need_the_policy_version_that_has_them() throws Exception {
    made("datasets", dataset("guarded"));
    assertThat(send("PATCH", "datasets/guarded", CONDITION).status()).isEqualTo(400);
    patched("datasets/guarded?accessPolicyVersion=3", CONDITION);
    var plain = found("datasets/guarded").at("/access/0");
    assertThat(plain.has("condition")).isFalse();
    assertThat(plain.path("role").asText()).startsWith("READER_withcond_");
    var whole = found("datasets/guarded?accessPolicyVersion=3").at("/access/0");
    assertThat(whole.path("role").asText()).isEqualTo("READER");
    assertThat(whole.at("/condition/title").asText()).isEqualTo("soon");
  }

  @Test
  void inserts_of_more_than_10_MiB_are_refused() throws Exception {
    made(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "wide"},
         "schema": {"fields": [{"name": "text", "type": "STRING"}]}}
        """);
    String rows = "{\"rows\": [{\"json\": {\"text\": \"" + "X".repeat(10 << 20) + "\"}}]}";
    var reply = send("POST", "datasets/d/tables/wide/insertAll", rows);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().at("/error/message").asText())
        .isEqualTo("Request payload size exceeds the limit: 10485760 bytes.");
    assertThat(found("datasets/d/tables/wide").path("numRows").asText()).isEqualTo("0");
  }

  @Test
  void parameters_of_types_go_both_ways_between_rest_and_sql() throws Exception {
    sql("CREATE TABLE d.sized (s STRING(3), n NUMERIC(4, 2), b BYTES(2), t STRING)");
    var fields = found("datasets/d/tables/sized").at("/schema/fields");
    assertThat(fields.at("/0/maxLength").asText()).isEqualTo("3");
    assertThat(fields.at("/1/precision").asText()).isEqualTo("4");
    assertThat(fields.at("/1/scale").asText()).isEqualTo("2");
    assertThat(fields.get(3).has("maxLength")).isFalse();
    made(
        "datasets/d/tables",
        "{\"tableReference\": {\"tableId\": \"again\"}, \"schema\": {\"fields\": " + fields + "}}");
    assertThat(found("datasets/d/tables/again").at("/schema/fields")).isEqualTo(fields);
    assertThat(problem("INSERT INTO d.again (s) VALUES ('long')")).contains("maximum length");
  }

  @Test
  void a_snapshot_is_restored_over_what_came_after_it() throws Exception {
    sql("CREATE TABLE d.kept AS SELECT 1 AS n");
    String copy =
        """
        {"configuration": {"copy": {"operationType": "%s", "writeDisposition": "%s",
          "destinationExpirationTime": "2999-01-01T00:00:00Z",
          "sourceTable": {"projectId": "convergence", "datasetId": "d", "tableId": "%s"},
          "destinationTable": {"projectId": "convergence", "datasetId": "d", "tableId": "%s"}}}}
        """;
    made("jobs", copy.formatted("SNAPSHOT", "WRITE_EMPTY", "kept", "shot"));
    var shot = found("datasets/d/tables/shot");
    assertThat(shot.path("type").asText()).isEqualTo("SNAPSHOT");
    assertThat(shot.path("expirationTime").asText()).isEqualTo("32472144000000");
    sql("INSERT INTO d.kept VALUES (2)");
    var job = made("jobs", copy.formatted("RESTORE", "WRITE_TRUNCATE", "shot", "kept"));
    assertThat(job.at("/status").has("errorResult")).as(job.toString()).isFalse();
    var kept = found("datasets/d/tables/kept");
    assertThat(kept.path("numRows").asText()).isEqualTo("1");
    assertThat(kept.path("type").asText()).isEqualTo("TABLE");
    assertThat(
            made("jobs", copy.formatted("SNAPSHOT", "WRITE_EMPTY", "kept@1795761352489", "old"))
                .at("/status/errorResult/reason")
                .asText())
        .isEqualTo("notImplemented");
    assertThat(send("DELETE", "datasets/d/tables/shot", "").status()).isEqualTo(204);
  }

  @Test
  void a_table_without_a_schema_gets_that_of_its_first_rows() throws Exception {
    for (String id : new String[] {"blank", "filled"}) {
      var made =
          made(
              "datasets/d/tables",
              "{\"tableReference\": {\"tableId\": \""
                  + id
                  + "\"}, \"timePartitioning\": {\"type\": \"DAY\"}}");
      assertThat(made.has("schema")).isFalse();
      assertThat(made.path("numRows").asText()).isEqualTo("0");
      assertThat(found("datasets/d/tables/" + id + "/data").path("totalRows").asText())
          .isEqualTo("0");
    }
    var patched =
        patched(
            "datasets/d/tables/blank",
            """
            {"schema": {"fields": [{"name": "n", "type": "INTEGER"},
              {"name": "s", "type": "STRING", "mode": "REQUIRED"}]}}
            """);
    assertThat(patched.at("/schema/fields")).hasSize(2);
    sql("INSERT INTO d.blank (n, s) VALUES (1, 'a')");
    var job =
        made(
            "jobs",
            """
            {"configuration": {"query": {"query": "SELECT 7 AS n", "useLegacySql": false,
              "writeDisposition": "WRITE_APPEND", "destinationTable":
                {"projectId": "convergence", "datasetId": "d", "tableId": "filled"}}}}
            """);
    assertThat(job.at("/status").has("errorResult")).as(job.toString()).isFalse();
    var filled = found("datasets/d/tables/filled");
    assertThat(filled.at("/schema/fields/0/name").asText()).isEqualTo("n");
    assertThat(filled.at("/schema/fields")).hasSize(1);
    assertThat(filled.at("/timePartitioning/type").asText()).isEqualTo("DAY");
  }

  @Test
  void clustering_goes_an_empty_schema_changes_nothing_and_a_basic_view_counts_nothing()
      throws Exception {
    made(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "clustered"}, "clustering": {"fields": ["n"]},
         "schema": {"fields": [{"name": "n", "type": "INTEGER"},
           {"name": "s", "type": "STRING", "collation": "und:ci"}]}}
        """);
    var left = patched("datasets/d/tables/clustered", "{\"schema\": {}}");
    assertThat(left.at("/schema/fields/1/collation").asText()).isEqualTo("und:ci");
    assertThat(left.at("/clustering/fields/0").asText()).isEqualTo("n");
    var bare = patched("datasets/d/tables/clustered", "{\"clustering\": null}");
    assertThat(bare.has("clustering")).isFalse();
    var basic = found("datasets/d/tables/clustered?view=BASIC");
    assertThat(basic.has("numRows")).isFalse();
    assertThat(basic.at("/schema/fields")).hasSize(2);
  }

  @Test
  void a_parameter_that_is_null_comes_back_without_a_value() throws Exception {
    made(
        "jobs",
        """
        {"jobReference": {"jobId": "nothing"}, "configuration": {"query":
          {"query": "SELECT @p", "useLegacySql": false, "parameterMode": "NAMED",
           "queryParameters": [{"name": "p", "parameterType": {"type": "INT64"},
             "parameterValue": {"value": null}}]}}}
        """);
    var parameter = found("jobs/nothing").at("/configuration/query/queryParameters/0");
    assertThat(parameter.path("name").asText()).isEqualTo("p");
    assertThat(parameter.has("parameterValue")).isFalse();
  }

  @Test
  void a_null_of_a_type_that_is_not_served_is_refused_by_the_type() throws Exception {
    var reply = send("POST", "queries", query("SELECT CAST(NULL AS GEOGRAPHY)"));
    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.body().at("/error/message").asText()).contains("GEOGRAPHY");
  }

  private static String query(String text) {
    return "{\"query\": \"" + text + "\", \"useLegacySql\": false}";
  }

  private static void sql(String text) throws Exception {
    var _ = made("queries", query(text));
  }

  private static String problem(String text) throws Exception {
    return send("POST", "queries", query(text)).body().at("/error/message").asText();
  }

  @Test
  void who_wants_arrow_is_sent_to_the_stream_of_the_job() throws Exception {
    String query =
        """
        {"query": "SELECT 1 AS n FROM UNNEST([1]) AS one WHERE one = %d", "useLegacySql": false,
         "queryResultsFormat": "ARROW"}
        """;
    var one = made("queries", query.formatted(1));
    assertThat(one.has("rows")).isFalse();
    assertThat(one.path("totalRows").asText()).isEqualTo("1");
    assertThat(one.path("pageToken").asText()).isNotEmpty();
    var none = made("queries", query.formatted(2));
    assertThat(none.has("pageToken")).isFalse();
    assertThat(none.at("/schema/fields/0/name").asText()).isEqualTo("n");
  }

  @Test
  void a_job_outside_the_multi_regions_is_found_by_its_location() throws Exception {
    for (String place : List.of("us-east7", "EU", "US"))
      made(
          "jobs",
          """
          {"jobReference": {"jobId": "%1$s", "location": "%1$s"}, "configuration": {"query":
            {"query": "SELECT 1", "useLegacySql": false}}}
          """
              .formatted(place));
    assertThat(send("GET", "jobs/us-east7", "").status()).isEqualTo(404);
    assertThat(send("GET", "jobs/us-east7?location=US", "").status()).isEqualTo(404);
    assertThat(send("GET", "jobs/us-east7?location=us-east7", "").status()).isEqualTo(200);
    assertThat(send("GET", "queries/us-east7?location=us-east7", "").status()).isEqualTo(200);
    assertThat(send("GET", "jobs/EU", "").status()).isEqualTo(200);
    assertThat(found("jobs/US").at("/statistics/query/timeline/0/completedUnits").asText())
        .isEqualTo("1");
  }
}
