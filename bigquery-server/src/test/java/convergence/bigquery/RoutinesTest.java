package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.bigquery.model.Routine;
import com.google.api.services.bigquery.model.RoutineReference;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobStatistics.QueryStatistics;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.RoutineArgument;
import com.google.cloud.bigquery.RoutineId;
import com.google.cloud.bigquery.RoutineInfo;
import com.google.cloud.bigquery.StandardSQLDataType;
import convergence.bigquery.http.Bodies;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Functions, table functions and procedures through Google's Java client, beside their DDL.
@Timeout(300)
final class RoutinesTest {
  private static final StandardSQLDataType INT64 = StandardSQLDataType.newBuilder("INT64").build();
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;

  @BeforeAll
  static void open() {
    served = Served.on(folder);
    bq = served.client();
    bq.create(DatasetInfo.of("r"));
  }

  @AfterAll
  static void close() {
    served.close();
  }

  private static List<String> run(String sql) throws Exception {
    var rows = new ArrayList<String>();
    for (var row : bq.query(QueryJobConfiguration.of(sql)).iterateAll())
      rows.add(row.get(0).isNull() ? "NULL" : row.get(0).getValue().toString());
    return rows;
  }

  private static RoutineArgument argument(String name, StandardSQLDataType type) {
    return RoutineArgument.newBuilder().setName(name).setDataType(type).build();
  }

  private static RoutineInfo.Builder function(String name, String body) {
    return RoutineInfo.newBuilder(RoutineId.of("r", name))
        .setRoutineType("SCALAR_FUNCTION")
        .setLanguage("SQL")
        .setArguments(List.of(argument("x", INT64)))
        .setBody(body);
  }

  @Test
  void a_function_made_by_rest_is_called_by_sql() throws Exception {
    var made = bq.create(function("addOne", "x + 1").setReturnType(INT64).build());
    assertThat(made.getRoutineId().getRoutine()).isEqualTo("addOne");
    assertThat(run("SELECT r.addOne(41)")).containsExactly("42");
    assertThat(
            run(
                "SELECT CONCAT(routine_name, ' ', routine_type, ' ', data_type, ' ',"
                    + " routine_definition) FROM r.INFORMATION_SCHEMA.ROUTINES WHERE routine_name ="
                    + " 'addOne'"))
        .hasSize(1)
        .first()
        .asString()
        .matches("(?s)addOne FUNCTION INT64\\s+x \\+ 1\\s*");
    assertThatThrownBy(() -> bq.create(function("addOne", "x + 2").build()))
        .isInstanceOf(BigQueryException.class)
        .hasMessageContaining("Already Exists: Routine convergence:r.addOne")
        .extracting(problem -> ((BigQueryException) problem).getCode())
        .isEqualTo(409);
  }

  @Test
  void a_function_made_by_sql_is_found_by_rest() throws Exception {
    var job =
        bq.create(
                JobInfo.of(
                    QueryJobConfiguration.of(
                        "CREATE FUNCTION r.bySql(a ARRAY<STRING>, s STRUCT<n INT64, t STRING>)"
                            + " RETURNS STRING AS (CONCAT(a[OFFSET(0)], s.t))")))
            .waitFor();
    QueryStatistics told = job.getStatistics();
    assertThat(told.getDdlTargetRoutine().getRoutine()).isEqualTo("bySql");
    var found = bq.getRoutine("r", "bySql");
    assertThat(found.getRoutineType()).isEqualTo("SCALAR_FUNCTION");
    assertThat(found.getLanguage()).isEqualTo("SQL");
    assertThat(found.getBody()).isEqualTo("CONCAT(a[OFFSET(0)], s.t)");
    assertThat(found.getReturnType().getTypeKind()).isEqualTo("STRING");
    assertThat(found.getArguments().get(0).getDataType().getArrayElementType().getTypeKind())
        .isEqualTo("STRING");
    assertThat(found.getArguments().get(1).getDataType().getStructType().getFields()).hasSize(2);
    assertThat(found.getCreationTime()).isPositive();
    assertThat(bq.getRoutine("r", "none")).isNull();
  }

  @Test
  void an_update_replaces_the_body() throws Exception {
    var made = bq.create(function("changing", "x * 2").build());
    var changed = made.toBuilder().setBody("x * 3").build().update();
    assertThat(changed.getCreationTime()).isEqualTo(made.getCreationTime());
    assertThat(changed.getEtag()).isNotEqualTo(made.getEtag());
    assertThat(run("SELECT r.changing(2)")).containsExactly("6");
  }

  /// Java's client does not let anybody say it.
  @Test
  void a_description_stays_with_the_function_that_it_was_said_of() throws Exception {
    var said =
        new Routine()
            .setRoutineReference(new RoutineReference().setRoutineId("told"))
            .setRoutineType("SCALAR_FUNCTION")
            .setDescription("one")
            .setDefinitionBody("1");
    assertThat(send("POST", "", said).getDescription()).isEqualTo("one");
    assertThat(send("PUT", "/told", said.setDescription("two")).getDescription()).isEqualTo("two");
    assertThat(send("GET", "/told", said).getDescription()).isEqualTo("two");
    run("DROP FUNCTION r.told");
    run("CREATE FUNCTION r.told(x INT64) AS (x)");
    var another = send("GET", "/told", said);
    assertThat(another.getDescription()).isNull();
    assertThat(another.getReturnType()).isNull();
  }

  private static Routine send(String method, String path, Routine body) throws Exception {
    var address =
        URI.create(
            "http://127.0.0.1:"
                + served.port()
                + "/bigquery/v2/projects/convergence/datasets/r/routines"
                + path);
    var text = HttpRequest.BodyPublishers.ofByteArray(Bodies.write(body));
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(address)
                  .method(method, method.equals("GET") ? HttpRequest.BodyPublishers.noBody() : text)
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      return Bodies.read(answer.body(), Routine.class);
    }
  }

  @Test
  void table_functions_procedures_and_javascript_are_routines_too() throws Exception {
    bq.create(
        RoutineInfo.newBuilder(RoutineId.of("r", "upTo"))
            .setRoutineType("TABLE_VALUED_FUNCTION")
            .setLanguage("SQL")
            .setArguments(List.of(argument("most", INT64)))
            .setBody("SELECT n FROM UNNEST(GENERATE_ARRAY(1, most)) AS n")
            .build());
    assertThat(run("SELECT n FROM r.upTo(2) ORDER BY n")).containsExactly("1", "2");
    bq.create(
        RoutineInfo.newBuilder(RoutineId.of("r", "say"))
            .setRoutineType("PROCEDURE")
            .setLanguage("SQL")
            .setArguments(List.of(argument("x", INT64)))
            .setBody("SELECT x + 100;")
            .build());
    assertThat(run("CALL r.say(1)")).containsExactly("101");
    bq.create(
        function("scripted", "return String(x) + '\\n\"';")
            .setLanguage("JAVASCRIPT")
            .setArguments(List.of(argument("x", StandardSQLDataType.newBuilder("FLOAT64").build())))
            .setReturnType(StandardSQLDataType.newBuilder("STRING").build())
            .build());
    assertThat(run("SELECT r.scripted(1.5)")).containsExactly("1.5\n\"");
    assertThat(bq.getRoutine("r", "scripted").getBody()).isEqualTo("return String(x) + '\\n\"';");
    var names = new ArrayList<String>();
    bq.listRoutines("r").iterateAll().forEach(one -> names.add(one.getRoutineId().getRoutine()));
    assertThat(names).contains("upTo", "say", "scripted");
    assertThat(bq.getRoutine("r", "say").getRoutineType()).isEqualTo("PROCEDURE");
    assertThat(bq.delete(RoutineId.of("r", "say"))).isTrue();
    assertThat(bq.delete(RoutineId.of("r", "say"))).isFalse();
    assertThat(bq.getRoutine("r", "say")).isNull();
  }

  @Test
  void a_list_has_pages() {
    bq.create(DatasetInfo.of("many"));
    for (int i = 0; i < 5; i++)
      bq.create(
          RoutineInfo.newBuilder(RoutineId.of("many", "f" + i))
              .setRoutineType("SCALAR_FUNCTION")
              .setBody("" + i)
              .build());
    var page = bq.listRoutines("many", BigQuery.RoutineListOption.pageSize(2));
    assertThat(page.getValues()).hasSize(2);
    assertThat(page.iterateAll()).hasSize(5);
  }

  @Test
  void what_is_not_served_is_refused_by_name_and_nonsense_as_such() {
    assertThatThrownBy(
            () -> bq.create(function("g", "x").setRoutineType("AGGREGATE_FUNCTION").build()))
        .hasMessageContaining("An aggregate function is not served")
        .extracting(problem -> ((BigQueryException) problem).getCode())
        .isEqualTo(501);
    assertThatThrownBy(() -> bq.create(function("g", "nobody + 1").build()))
        .hasMessageContaining("nobody")
        .extracting(problem -> ((BigQueryException) problem).getCode())
        .isEqualTo(400);
    assertThatThrownBy(
            () -> bq.create(function("g", "1); DROP SCHEMA r CASCADE; SELECT (1").build()))
        .hasMessageContaining("no single body");
    assertThat(bq.getRoutine("r", "g")).isNull();
    assertThat(bq.getDataset("r")).isNotNull();
  }
}
