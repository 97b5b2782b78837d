package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
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
  private static Rest rest;

  @BeforeAll
  static void open() throws Exception {
    served = Served.on(folder);
    rest = new Rest(served);
    rest.dataset("d", "");
  }

  @AfterAll
  static void close() {
    rest.close();
    served.close();
  }

  @Test
  void a_null_takes_a_setting_of_a_dataset_away() throws Exception {
    var set =
        rest.patched(
            "datasets/d",
            """
            {"defaultTableExpirationMs": "3600000", "description": "x", "labels": {"a": "b"}}
            """);
    assertThat(set.path("defaultTableExpirationMs").asText()).isEqualTo("3600000");
    assertThat(rest.patched("datasets/d", "{\"friendlyName\": \"n\"}").path("description").asText())
        .isEqualTo("x");
    var gone =
        rest.patched(
            "datasets/d",
            "{\"defaultTableExpirationMs\": null, \"description\": null, \"labels\": null}");
    assertThat(gone.has("defaultTableExpirationMs")).isFalse();
    assertThat(gone.has("description")).isFalse();
    assertThat(gone.has("labels")).isFalse();
    assertThat(rest.found("datasets/d").has("description")).isFalse();
  }

  @Test
  void a_null_takes_a_setting_of_a_table_away() throws Exception {
    rest.made(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "t"}, "description": "x", "expirationTime": "99999999999000",
         "requirePartitionFilter": true, "timePartitioning": {"type": "DAY", "field": "day"},
         "schema": {"fields": [{"name": "day", "type": "DATE"}]}}
        """);
    var gone =
        rest.patched(
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
    rest.made(
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
    rest.made("datasets/d/tables", view.formatted(21600000));
    assertThat(
            rest.patched("datasets/d/tables/mv", view.formatted(3600000))
                .at("/materializedView/refreshIntervalMs")
                .asText())
        .isEqualTo("3600000");
  }

  @Test
  void conditions_of_access_need_the_policy_version_that_has_them() throws Exception {
    rest.dataset("guarded", "");
    assertThat(rest.send("PATCH", "datasets/guarded", CONDITION).status()).isEqualTo(400);
    rest.patched("datasets/guarded?accessPolicyVersion=3", CONDITION);
    var plain = rest.found("datasets/guarded").at("/access/0");
    assertThat(plain.has("condition")).isFalse();
    assertThat(plain.path("role").asText()).startsWith("READER_withcond_");
    var whole = rest.found("datasets/guarded?accessPolicyVersion=3").at("/access/0");
    assertThat(whole.path("role").asText()).isEqualTo("READER");
    assertThat(whole.at("/condition/title").asText()).isEqualTo("soon");
  }

  @Test
  void inserts_of_more_than_10_MiB_are_refused() throws Exception {
    rest.made(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "wide"},
         "schema": {"fields": [{"name": "text", "type": "STRING"}]}}
        """);
    String rows = "{\"rows\": [{\"json\": {\"text\": \"" + "X".repeat(10 << 20) + "\"}}]}";
    var reply = rest.send("POST", "datasets/d/tables/wide/insertAll", rows);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().at("/error/message").asText())
        .isEqualTo("Request payload size exceeds the limit: 10485760 bytes.");
    assertThat(rest.found("datasets/d/tables/wide").path("numRows").asText()).isEqualTo("0");
  }

  @Test
  void parameters_of_types_go_both_ways_between_rest_and_sql() throws Exception {
    var _ = rest.sql("CREATE TABLE d.sized (s STRING(3), n NUMERIC(4, 2), b BYTES(2), t STRING)");
    var fields = rest.found("datasets/d/tables/sized").at("/schema/fields");
    assertThat(fields.at("/0/maxLength").asText()).isEqualTo("3");
    assertThat(fields.at("/1/precision").asText()).isEqualTo("4");
    assertThat(fields.at("/1/scale").asText()).isEqualTo("2");
    assertThat(fields.get(3).has("maxLength")).isFalse();
    rest.made(
        "datasets/d/tables",
        "{\"tableReference\": {\"tableId\": \"again\"}, \"schema\": {\"fields\": " + fields + "}}");
    assertThat(rest.found("datasets/d/tables/again").at("/schema/fields")).isEqualTo(fields);
    assertThat(rest.query("INSERT INTO d.again (s) VALUES ('long')").problem())
        .contains("maximum length");
  }

  @Test
  void a_snapshot_is_restored_over_what_came_after_it() throws Exception {
    var _ = rest.sql("CREATE TABLE d.kept AS SELECT 1 AS n");
    String copy =
        """
        {"configuration": {"copy": {"operationType": "%s", "writeDisposition": "%s",
          "destinationExpirationTime": "2999-01-01T00:00:00Z",
          "sourceTable": {"projectId": "convergence", "datasetId": "d", "tableId": "%s"},
          "destinationTable": {"projectId": "convergence", "datasetId": "d", "tableId": "%s"}}}}
        """;
    var _ = rest.job(copy.formatted("SNAPSHOT", "WRITE_EMPTY", "kept", "shot"));
    var shot = rest.found("datasets/d/tables/shot");
    assertThat(shot.path("type").asText()).isEqualTo("SNAPSHOT");
    assertThat(shot.path("expirationTime").asText()).isEqualTo("32472144000000");
    var _ = rest.sql("INSERT INTO d.kept VALUES (2)");
    var job = rest.job(copy.formatted("RESTORE", "WRITE_TRUNCATE", "shot", "kept"));
    assertThat(job.at("/status").has("errorResult")).as(job.toString()).isFalse();
    var kept = rest.found("datasets/d/tables/kept");
    assertThat(kept.path("numRows").asText()).isEqualTo("1");
    assertThat(kept.path("type").asText()).isEqualTo("TABLE");
    assertThat(
            rest.job(copy.formatted("SNAPSHOT", "WRITE_EMPTY", "kept@1795761352489", "old"))
                .at("/status/errorResult/reason")
                .asText())
        .isEqualTo("notImplemented");
    assertThat(rest.send("DELETE", "datasets/d/tables/shot", "").status()).isEqualTo(204);
  }

  @Test
  void a_table_without_a_schema_gets_that_of_its_first_rows() throws Exception {
    for (String id : new String[] {"blank", "filled"}) {
      var made =
          rest.made(
              "datasets/d/tables",
              "{\"tableReference\": {\"tableId\": \""
                  + id
                  + "\"}, \"timePartitioning\": {\"type\": \"DAY\"}}");
      assertThat(made.has("schema")).isFalse();
      assertThat(made.path("numRows").asText()).isEqualTo("0");
      assertThat(rest.found("datasets/d/tables/" + id + "/data").path("totalRows").asText())
          .isEqualTo("0");
    }
    var patched =
        rest.patched(
            "datasets/d/tables/blank",
            """
            {"schema": {"fields": [{"name": "n", "type": "INTEGER"},
              {"name": "s", "type": "STRING", "mode": "REQUIRED"}]}}
            """);
    assertThat(patched.at("/schema/fields")).hasSize(2);
    var _ = rest.sql("INSERT INTO d.blank (n, s) VALUES (1, 'a')");
    var job =
        rest.job(
            """
            {"configuration": {"query": {"query": "SELECT 7 AS n", "useLegacySql": false,
              "writeDisposition": "WRITE_APPEND", "destinationTable":
                {"projectId": "convergence", "datasetId": "d", "tableId": "filled"}}}}
            """);
    assertThat(job.at("/status").has("errorResult")).as(job.toString()).isFalse();
    var filled = rest.found("datasets/d/tables/filled");
    assertThat(filled.at("/schema/fields/0/name").asText()).isEqualTo("n");
    assertThat(filled.at("/schema/fields")).hasSize(1);
    assertThat(filled.at("/timePartitioning/type").asText()).isEqualTo("DAY");
  }

  @Test
  void clustering_goes_an_empty_schema_changes_nothing_and_a_basic_view_counts_nothing()
      throws Exception {
    rest.made(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "clustered"}, "clustering": {"fields": ["n"]},
         "schema": {"fields": [{"name": "n", "type": "INTEGER"},
           {"name": "s", "type": "STRING", "collation": "und:ci"}]}}
        """);
    var left = rest.patched("datasets/d/tables/clustered", "{\"schema\": {}}");
    assertThat(left.at("/schema/fields/1/collation").asText()).isEqualTo("und:ci");
    assertThat(left.at("/clustering/fields/0").asText()).isEqualTo("n");
    var bare = rest.patched("datasets/d/tables/clustered", "{\"clustering\": null}");
    assertThat(bare.has("clustering")).isFalse();
    var basic = rest.found("datasets/d/tables/clustered?view=BASIC");
    assertThat(basic.has("numRows")).isFalse();
    assertThat(basic.at("/schema/fields")).hasSize(2);
  }

  @Test
  void a_parameter_that_is_null_comes_back_without_a_value() throws Exception {
    var _ =
        rest.job(
            """
        {"jobReference": {"jobId": "nothing"}, "configuration": {"query":
          {"query": "SELECT @p", "useLegacySql": false, "parameterMode": "NAMED",
           "queryParameters": [{"name": "p", "parameterType": {"type": "INT64"},
             "parameterValue": {"value": null}}]}}}
        """);
    var parameter = rest.found("jobs/nothing").at("/configuration/query/queryParameters/0");
    assertThat(parameter.path("name").asText()).isEqualTo("p");
    assertThat(parameter.has("parameterValue")).isFalse();
  }

  @Test
  void a_null_of_a_type_that_is_not_served_is_refused_by_the_type() throws Exception {
    var reply = rest.query("SELECT CAST(NULL AS GEOGRAPHY)");
    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.body().at("/error/message").asText()).contains("GEOGRAPHY");
  }

  @Test
  void who_wants_arrow_is_sent_to_the_stream_of_the_job() throws Exception {
    String query =
        """
        {"query": "SELECT 1 AS n FROM UNNEST([1]) AS one WHERE one = %d", "useLegacySql": false,
         "queryResultsFormat": "ARROW"}
        """;
    var one = rest.made("queries", query.formatted(1));
    assertThat(one.has("rows")).isFalse();
    assertThat(one.path("totalRows").asText()).isEqualTo("1");
    assertThat(one.path("pageToken").asText()).isNotEmpty();
    var none = rest.made("queries", query.formatted(2));
    assertThat(none.has("pageToken")).isFalse();
    assertThat(none.at("/schema/fields/0/name").asText()).isEqualTo("n");
  }

  @Test
  void a_job_outside_the_multi_regions_is_found_by_its_location() throws Exception {
    for (String place : List.of("us-east7", "EU", "US"))
      rest.job(
          """
          {"jobReference": {"jobId": "%1$s", "location": "%1$s"}, "configuration": {"query":
            {"query": "SELECT 1", "useLegacySql": false}}}
          """
              .formatted(place));
    assertThat(rest.send("GET", "jobs/us-east7", "").status()).isEqualTo(404);
    assertThat(rest.send("GET", "jobs/us-east7?location=US", "").status()).isEqualTo(404);
    assertThat(rest.send("GET", "jobs/us-east7?location=us-east7", "").status()).isEqualTo(200);
    assertThat(rest.send("GET", "queries/us-east7?location=us-east7", "").status()).isEqualTo(200);
    assertThat(rest.send("GET", "jobs/EU", "").status()).isEqualTo(200);
    assertThat(rest.found("jobs/US").at("/statistics/query/timeline/0/completedUnits").asText())
        .isEqualTo("1");
  }

  @Test
  void what_was_left_out_of_a_field_stays_left_out() throws Exception {
    rest.made(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "modes"}, "schema": {"fields": [
          {"name": "plain", "type": "INTEGER"},
          {"name": "said", "type": "STRING", "mode": "NULLABLE"},
          {"name": "rec", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "n", "type": "FLOAT"}]}]}}
        """);
    var fields = rest.found("datasets/d/tables/modes").at("/schema/fields");
    assertThat(fields.get(0).has("mode")).isFalse();
    assertThat(fields.get(1).path("mode").asText()).isEqualTo("NULLABLE");
    assertThat(fields.get(2).path("mode").asText()).isEqualTo("REPEATED");
    assertThat(fields.at("/2/fields/0").has("mode")).isFalse();
  }

  @Test
  void a_clone_and_a_snapshot_tell_what_they_were_made_of() throws Exception {
    var _ = rest.sql("CREATE TABLE d.origin AS SELECT 1 AS n");
    var _ = rest.sql("CREATE TABLE d.cloned CLONE d.origin");
    var _ = rest.sql("CREATE SNAPSHOT TABLE d.snapped CLONE d.origin");
    var clone = rest.found("datasets/d/tables/cloned").path("cloneDefinition");
    assertThat(clone.at("/baseTableReference/tableId").asText()).isEqualTo("origin");
    assertThat(clone.path("cloneTime").asText()).isNotEmpty();
    var snapshot = rest.found("datasets/d/tables/snapped").path("snapshotDefinition");
    assertThat(snapshot.at("/baseTableReference/datasetId").asText()).isEqualTo("d");
    assertThat(snapshot.path("snapshotTime").asText()).isNotEmpty();
    var _ =
        rest.job(
            """
        {"configuration": {"copy": {"destinationExpirationTime": "2099-12-31T23:59:59.999999999Z",
          "sourceTable": {"projectId": "convergence", "datasetId": "d", "tableId": "origin"},
          "destinationTable": {"projectId": "convergence", "datasetId": "d", "tableId": "brief"}}}}
        """);
    assertThat(rest.found("datasets/d/tables/brief").path("expirationTime").asText())
        .isEqualTo("4102444799999");
  }

  @Test
  void a_collation_goes_from_the_dataset_to_the_fields() throws Exception {
    rest.dataset("caseless", ", \"defaultCollation\": \"und:ci\"");
    rest.made(
        "datasets/caseless/tables",
        """
        {"tableReference": {"tableId": "t"}, "schema": {"fields": [
          {"name": "s", "type": "STRING"}, {"name": "n", "type": "INTEGER"},
          {"name": "r", "type": "RECORD", "fields": [{"name": "s", "type": "STRING"}]}]}}
        """);
    var table = rest.found("datasets/caseless/tables/t");
    assertThat(table.path("defaultCollation").asText()).isEqualTo("und:ci");
    assertThat(table.at("/schema/fields/0/collation").asText()).isEqualTo("und:ci");
    assertThat(table.at("/schema/fields/1").has("collation")).isFalse();
    assertThat(table.at("/schema/fields/2/fields/0/collation").asText()).isEqualTo("und:ci");
  }

  @Test
  void a_list_of_no_names_takes_policy_tags_and_keys_away() throws Exception {
    rest.made(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "keyed"}, "tableConstraints": {"primaryKey": {"columns": ["n"]}},
         "schema": {"fields": [{"name": "n", "type": "INTEGER", "policyTags": {"names": ["secret"]}}]}}
        """);
    String field = "{\"schema\": {\"fields\": [{\"name\": \"n\", \"type\": \"INTEGER\"%s}]}}";
    assertThat(
            rest.patched("datasets/d/tables/keyed", field.formatted(""))
                .at("/schema/fields/0/policyTags/names/0")
                .asText())
        .isEqualTo("secret");
    var bare =
        rest.patched(
            "datasets/d/tables/keyed", field.formatted(", \"policyTags\": {\"names\": []}"));
    assertThat(bare.at("/schema/fields/0").has("policyTags")).isFalse();
    assertThat(bare.at("/tableConstraints/primaryKey/columns/0").asText()).isEqualTo("n");
    var free =
        rest.patched(
            "datasets/d/tables/keyed",
            "{\"tableConstraints\": {\"primaryKey\": {\"columns\": []}}}");
    assertThat(free.has("tableConstraints")).isFalse();
  }

  @Test
  void a_view_names_what_its_query_leaves_unnamed() throws Exception {
    var view =
        rest.made(
            "datasets/d/tables",
            """
            {"tableReference": {"tableId": "unnamed"}, "view": {"query": "SELECT 1, 2 AS x, 3", "useLegacySql": false}}
            """);
    assertThat(view.at("/view/query").asText()).isEqualTo("SELECT 1, 2 AS x, 3");
    assertThat(view.at("/schema/fields/2/name").asText()).isEqualTo("f1_");
    assertThat(rest.first("SELECT f1_ FROM d.unnamed")).containsExactly("3");
  }

  @Test
  void a_dataset_tells_its_week_of_time_travel_and_no_later_policy() throws Exception {
    assertThat(rest.found("datasets/d").path("maxTimeTravelHours").asText()).isEqualTo("168");
    assertThat(rest.send("GET", "datasets/d?accessPolicyVersion=4", "").status()).isEqualTo(400);
    var caseless =
        rest.send(
            "POST",
            "datasets",
            "{\"datasetReference\": {\"datasetId\": \"ci\"}, \"isCaseInsensitive\": true}");
    assertThat(caseless.status()).isEqualTo(501);
  }

  @Test
  void a_load_says_what_its_new_table_is_and_no_option_is_passed_over() throws Exception {
    var bucket = Files.createDirectories(folder.resolve("gs").resolve("b"));
    Files.writeString(bucket.resolve("l.csv"), "1,x\n");
    String load =
        """
        {"jobReference": {"jobId": "%1$s"}, "configuration": {"load": {"sourceUris": ["gs://b/l.csv"],
          "autodetect": true, %2$s,
          "destinationTable": {"projectId": "convergence", "datasetId": "d", "tableId": "%1$s"}}}}
        """;
    var made =
        rest.job(
            load.formatted(
                "described",
                """
                "destinationTableProperties": {"description": "a \\"file\\"", "friendlyName": "f",
                  "labels": {"team": "a", "env": "b"}}
                """));
    assertThat(made.at("/status").has("errorResult")).isFalse();
    var table = rest.found("datasets/d/tables/described");
    assertThat(table.path("description").asText()).isEqualTo("a \"file\"");
    assertThat(table.path("friendlyName").asText()).isEqualTo("f");
    assertThat(table.at("/labels/env").asText()).isEqualTo("b");
    var refused = rest.job(load.formatted("dated", "\"dateFormat\": \"DD.MM.YYYY\""));
    assertThat(refused.at("/status/errorResult/reason").asText()).isEqualTo("notImplemented");
    assertThat(refused.at("/status/errorResult/message").asText()).contains("dateFormat");
  }
}
