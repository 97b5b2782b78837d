package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the suites of Google's own clients expect of answers to queries, jobs and streamed rows.
@Timeout(300)
final class ClientExpectationsTest {
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

  private static String table(String id, String fields) {
    return "{\"tableReference\": {\"tableId\": \""
        + id
        + "\"}, \"schema\": {\"fields\": "
        + fields
        + "}}";
  }

  @Test
  void only_the_fields_that_are_wanted_come_back() throws Exception {
    rest.made("datasets/d/tables", table("wide", "[{\"name\": \"n\", \"type\": \"INTEGER\"}]"));
    var one = rest.found("datasets/d/tables/wide?fields=etag,schema(fields/name)");
    assertThat(one.toString())
        .matches("\\{\"etag\":\"[^\"]+\",\"schema\":\\{\"fields\":\\[\\{\"name\":\"n\"}]}}");
    var all = rest.found("datasets/d/tables?fields=tables/tableReference(tableId,projectId)");
    assertThat(all.at("/tables/0/tableReference")).hasSize(2);
    assertThat(all).hasSize(1);
    var job =
        rest.made(
            "jobs?fields=configuration(query/query),status",
            """
            {"configuration": {"query": {"query": "SELECT 1", "useLegacySql": false}}}
            """);
    assertThat(job.at("/configuration/query")).hasSize(1);
    assertThat(job.at("/status/state").asText()).isNotEmpty();
    assertThat(rest.found("datasets/d?fields=*").path("id").asText()).isEqualTo("convergence:d");
  }

  @Test
  void a_selection_that_cannot_be_read_changes_nothing() throws Exception {
    var reply =
        rest.send(
            "POST", "datasets?fields=id(", "{\"datasetReference\": {\"datasetId\": \"never\"}}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(rest.send("GET", "datasets/never", "").status()).isEqualTo(404);
  }

  @Test
  void timestamps_come_in_the_form_that_is_asked_for() throws Exception {
    var _ =
        rest.sql(
            "CREATE TABLE d.moments AS SELECT TIMESTAMP '2023-01-01 12:00:00.123456' AS moment");
    String rows = "datasets/d/tables/moments/data?formatOptions.timestampOutputFormat=";
    String cell = "/rows/0/f/0/v";
    assertThat(rest.found(rows + "FLOAT64").at(cell).asText()).isEqualTo("1.672574400123456E9");
    assertThat(rest.found(rows + "INT64").at(cell).asText()).isEqualTo("1672574400123456");
    assertThat(rest.found(rows + "ISO8601_STRING").at(cell).asText())
        .isEqualTo("2023-01-01T12:00:00.123456Z");
    var both = rest.send("GET", rows + "ISO8601_STRING&formatOptions.useInt64Timestamp=true", "");
    assertThat(both.status()).isEqualTo(400);
    assertThat(both.problem())
        .isEqualTo("Cannot specify both timestamp_as_int and timestamp_output_format.");
    var query =
        rest.made(
            "queries",
            """
            {"query": "SELECT STRUCT([moment] AS l) FROM d.moments", "useLegacySql": false,
             "formatOptions": {"timestampOutputFormat": "ISO8601_STRING"}}
            """);
    assertThat(query.at(cell + "/f/0/v/0/v").asText()).isEqualTo("2023-01-01T12:00:00.123456Z");
  }

  @Test
  void a_fraction_of_a_second_has_six_digits_or_none() throws Exception {
    assertThat(
            rest.first("SELECT TIME '12:41:09.0625' UNION ALL SELECT TIME '12:41:09' ORDER BY 1"))
        .containsExactly("12:41:09", "12:41:09.062500");
    assertThat(rest.first("SELECT DATETIME '2020-02-03 04:05:06.5'"))
        .containsExactly("2020-02-03T04:05:06.500000");
  }

  @Test
  void an_answer_to_a_query_names_it_and_the_time_that_it_took() throws Exception {
    var answer = rest.sql("SELECT 1");
    assertThat(answer.path("queryId").asText()).isNotEmpty();
    assertThat(answer.path("totalSlotMs").asLong()).isPositive();
  }

  @Test
  void dml_tells_the_columns_of_its_table() throws Exception {
    var _ =
        rest.sql(
            "CREATE TABLE d.told (n INT64 OPTIONS(description='a number'), s STRING NOT NULL)");
    for (String change :
        new String[] {
          "INSERT INTO d.told VALUES (1, 'a')",
          "UPDATE d.told SET n = 2 WHERE TRUE",
          "DELETE FROM d.told WHERE TRUE"
        }) {
      var fields = rest.sql(change).at("/schema/fields");
      assertThat(fields.at("/0/description").asText()).as(change).isEqualTo("a number");
      assertThat(fields.at("/1/mode").asText()).as(change).isEqualTo("REQUIRED");
    }
  }

  @Test
  void statements_of_a_transaction_name_it() throws Exception {
    var _ = rest.sql("CREATE TABLE d.account (n INT64)");
    var _ =
        rest.job(
            """
            {"jobReference": {"jobId": "transfer"}, "configuration": {"query": {"useLegacySql": false,
              "query": "SELECT 0; BEGIN TRANSACTION; INSERT INTO d.account VALUES (1); COMMIT TRANSACTION; SELECT 1"}}}
            """);
    var children = rest.found("jobs?parentJobId=transfer").path("jobs");
    assertThat(children).hasSize(5);
    String id = children.get(1).at("/statistics/transactionInfo/transactionId").asText();
    assertThat(id).isNotEmpty();
    for (int i : new int[] {2, 3})
      assertThat(children.get(i).at("/statistics/transactionInfo/transactionId").asText())
          .isEqualTo(id);
    for (int i : new int[] {0, 4})
      assertThat(children.get(i).path("statistics").has("transactionInfo")).isFalse();
  }

  @Test
  void truth_is_no_text_in_a_streamed_row() throws Exception {
    var _ = rest.sql("CREATE TABLE d.texts (s STRING)");
    var errors =
        rest.made(
                "datasets/d/tables/texts/insertAll",
                "{\"rows\": [{\"json\": {\"s\": \"fine\"}}, {\"json\": {\"s\": true}}]}")
            .path("insertErrors");
    assertThat(errors.at("/0/index").asInt()).isEqualTo(1);
    assertThat(errors.at("/0/errors/0/message").asText())
        .isEqualTo("Conversion from bool to std::string is unsupported.");
    assertThat(errors.at("/1/errors/0/reason").asText()).isEqualTo("stopped");
  }

  @Test
  void digits_beyond_the_microsecond_are_cut_off_and_no_type_keeps_them() throws Exception {
    rest.made(
        "datasets/d/tables", table("fine", "[{\"name\": \"moment\", \"type\": \"TIMESTAMP\"}]"));
    var answer =
        rest.made(
            "datasets/d/tables/fine/insertAll",
            "{\"rows\": [{\"json\": {\"moment\": \"2025-01-01T00:00:00.123456789012Z\"}}]}");
    assertThat(answer.has("insertErrors")).isFalse();
    assertThat(rest.first("SELECT UNIX_MICROS(moment) FROM d.fine"))
        .containsExactly("1735689600123456");
    var finer =
        rest.send(
            "POST",
            "datasets/d/tables",
            table(
                "finer",
                "[{\"name\": \"moment\", \"type\": \"TIMESTAMP\", \"timestampPrecision\": 12}]"));
    assertThat(finer.status()).isEqualTo(501);
  }

  @Test
  void a_timestamp_parameter_is_calendar_text() throws Exception {
    String asked =
        """
        {"query": "SELECT @at", "useLegacySql": false, "parameterMode": "NAMED", "queryParameters":
          [{"name": "at", "parameterType": {"type": "TIMESTAMP"}, "parameterValue": {"value": "%s"}}]}
        """;
    assertThat(rest.send("POST", "queries", asked.formatted("1481097600.0")).status())
        .isEqualTo(400);
    var _ =
        rest.job(
            """
        {"jobReference": {"jobId": "failed"}, "configuration": {"query": %s}}
        """
                .formatted(asked.formatted("1481097600.0")));
    assertThat(rest.found("jobs/failed").at("/status/errorResult/reason").asText())
        .isEqualTo("invalid");
    assertThat(rest.made("queries", asked.formatted("2016-12-07 08:00:00+00")).at("/rows/0/f/0/v"))
        .hasToString("\"1.4810976E9\"");
  }

  @Test
  void a_time_zone_is_not_passed_over() throws Exception {
    var reply =
        rest.send(
            "POST",
            "queries",
            """
            {"query": "SELECT EXTRACT(HOUR FROM TIMESTAMP '2020-01-01 00:00:00+00')", "useLegacySql": false,
             "connectionProperties": [{"key": "time_zone", "value": "US/Eastern"}]}
            """);
    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.problem()).contains("time_zone");
  }

  @Test
  void data_are_found_where_they_lie_only() throws Exception {
    rest.dataset("far", ", \"location\": \"asia-northeast1\"");
    var _ = rest.sql("CREATE TABLE far.t AS SELECT 1 AS n");
    String query =
        """
        {"jobReference": {"jobId": "%1$s"%2$s}, "configuration": {"query": {"query":
          "SELECT n FROM far.t", "useLegacySql": false}}}
        """;
    var there = rest.job(query.formatted("there", ""));
    assertThat(there.at("/jobReference/location").asText()).isEqualTo("asia-northeast1");
    assertThat(there.at("/status").has("errorResult")).isFalse();
    var here = rest.job(query.formatted("here", ", \"location\": \"US\""));
    assertThat(here.at("/jobReference/location").asText()).isEqualTo("US");
    assertThat(here.at("/status/errorResult/reason").asText()).isEqualTo("notFound");
    assertThat(here.at("/status/errorResult/message").asText())
        .isEqualTo("Not found: Dataset convergence:far was not found in location US");
    String extract =
        """
        {"jobReference": {"location": "US"}, "configuration": {"extract": {"destinationUris": ["gs://b/x"],
          "sourceTable": {"projectId": "convergence", "datasetId": "far", "tableId": "t"}}}}
        """;
    assertThat(rest.send("POST", "jobs", extract).status()).isEqualTo(404);
  }

  @Test
  void there_is_no_model_to_be_found() throws Exception {
    var reply = rest.send("GET", "datasets/d/models/m", "");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.reason()).isEqualTo("notFound");
    assertThat(reply.problem()).isEqualTo("Not found: Model convergence:d.m");
  }

  @Test
  void ranges_are_streamed_as_records_and_taken_as_parameters() throws Exception {
    rest.made(
        "datasets/d/tables",
        table(
            "spans",
            "[{\"name\": \"at\", \"type\": \"RANGE\", \"rangeElementType\": {\"type\": \"TIMESTAMP\"}}]"));
    rest.made(
        "datasets/d/tables/spans/insertAll",
        """
        {"rows": [{"json": {"at": {"start": "2014-08-19 12:41:35.220000+00:00", "end": null}}},
          {"json": {"at": "[UNBOUNDED, 2020-01-01 00:00:00+00)"}}]}
        """);
    String rows = "datasets/d/tables/spans/data";
    assertThat(rest.found(rows).at("/rows/0/f/0/v").asText())
        .isEqualTo("[1408452095.220000, UNBOUNDED)");
    assertThat(
            rest.found(rows + "?formatOptions.useInt64Timestamp=true").at("/rows/0/f/0/v").asText())
        .isEqualTo("[1408452095220000, UNBOUNDED)");
    String asked =
        """
        {"query": "SELECT `at` FROM d.spans WHERE `at` = @at", "useLegacySql": false,
         "parameterMode": "NAMED", "queryParameters": [{"name": "at",
           "parameterType": {"type": "RANGE", "rangeElementType": {"type": "TIMESTAMP"}},
           "parameterValue": {"rangeValue": {"start": {"value": "2014-08-19 12:41:35.22+00"}}}}]}
        """;
    var found = rest.made("queries", asked);
    assertThat(found.path("totalRows").asText()).isEqualTo("1");
    assertThat(found.at("/rows/0/f/0/v").asText()).isEqualTo("[1408452095.220000, UNBOUNDED)");
  }

  @Test
  void intervals_and_geographies_are_streamed_and_taken_as_parameters() throws Exception {
    rest.made(
        "datasets/d/tables",
        table(
            "texts_of_types",
            """
            [{"name": "i", "type": "INTERVAL"}, {"name": "l", "type": "INTERVAL", "mode": "REPEATED"},
             {"name": "g", "type": "GEOGRAPHY"}, {"name": "y", "type": "BYTES"}]
            """));
    var good =
        rest.made(
            "datasets/d/tables/texts_of_types/insertAll",
            """
            {"rows": [{"json": {"i": "123-7 -19 0:24:12.000006", "l": ["P1Y"], "y": "DQo=\\n"}},
              {"json": {"i": "P123Y7M-19DT0H24M12.000006S", "g": "POINT(1 2)"}}]}
            """);
    assertThat(good.has("insertErrors")).as(good.toString()).isFalse();
    var bad =
        rest.made(
                "datasets/d/tables/texts_of_types/insertAll",
                "{\"rows\": [{\"json\": {\"i\": \"soon\"}}, {\"json\": {\"g\": \"here\"}}]}")
            .path("insertErrors");
    assertThat(bad.at("/0/errors/0/message").asText())
        .isEqualTo("Cannot convert value to interval (bad value): soon");
    assertThat(bad.at("/1/errors/0/location").asText()).isEqualTo("g");
    String asked =
        """
        {"query": "SELECT i, l FROM d.texts_of_types WHERE i = ? AND ST_EQUALS(COALESCE(g, ?), ?)",
         "useLegacySql": false, "queryParameters": [
           {"parameterType": {"type": "INTERVAL"}, "parameterValue": {"value": "P123Y7M-19DT0H24M12.000006S"}},
           {"parameterType": {"type": "GEOGRAPHY"}, "parameterValue": {"value": "POINT(1 2)"}},
           {"parameterType": {"type": "GEOGRAPHY"}, "parameterValue": {"value": "POINT(1.0 2)"}}]}
        """;
    var found = rest.made("queries", asked);
    assertThat(found.path("totalRows").asText()).isEqualTo("2");
    assertThat(found.at("/rows/1/f/0/v").asText()).isEqualTo("123-7 -19 0:24:12.000006");
  }

  @Test
  void a_bignumeric_keeps_its_digits_or_is_refused() throws Exception {
    rest.made("datasets/d/tables", table("big", "[{\"name\": \"n\", \"type\": \"BIGNUMERIC\"}]"));
    for (String wide :
        new String[] {"0.33333333333333333333", "5789604461865809771178549250434395392.6"}) {
      var reply =
          rest.send(
              "POST",
              "datasets/d/tables/big/insertAll",
              "{\"rows\": [{\"json\": {\"n\": \"" + wide + "\"}}]}");
      assertThat(reply.status()).as(wide).isEqualTo(501);
    }
    rest.made(
        "datasets/d/tables/big/insertAll",
        "{\"rows\": [{\"json\": {\"n\": \"10.111213141516171819\"}}]}");
    assertThat(rest.first("SELECT n FROM d.big")).containsExactly("10.111213141516171819");
    assertThat(rest.query("SELECT CAST('2020-01-01' AS TIMESTAMP(12))").status()).isEqualTo(501);
  }
}
