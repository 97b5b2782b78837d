package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import convergence.port.Warehouse;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two tenants side by side: what one may know of the other is nothing.
final class BoundaryStoryTest {
  private static Folders folders;
  private static Town town;
  private static Resident acme;
  private static Resident globex;
  private static String globexRun;

  @BeforeAll
  static void open(@TempDir Path root) {
    folders = Folders.in(root);
    folders.write(
        "story/border/load.yml",
        """
        steps:
          - step_id: load
            ps_type: shared.file_to_table
            source: {path: rows.csv, format: csv, schema: [{name: secret, type: STRING}]}
            destination: {table: secrets, write_mode: overwrite}
        """);
    folders.give("globex", "rows.csv", "secret\nthe recipe\n");
    folders.give("acme", "rows.csv", "secret\nnone\n");
    for (int i = 0; i < foreign().toList().size(); i++)
      folders.write("story/border/reads_" + i + ".yml", template(foreign().toList().get(i)));
    town = Town.open(folders);
    globex = town.tenant("globex");
    globexRun =
        globex.completes("story/border/load", Map.of()).path("pipeline_logging_id").asText();
    acme = town.tenant("acme");
    acme.completes("story/border/load", Map.of());
    town.bean(Warehouse.class)
        .createView(
            TableRef.of("acme", "window"),
            new TableSchema(
                List.of(Column.of("secret", SqlType.STRING)),
                null,
                List.of(),
                "SELECT secret FROM globex.secrets",
                Map.of()));
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void another_tenants_path_is_a_403_that_tells_nothing() {
    var bodies = new ArrayList<ObjectNode>();
    for (var tenant : List.of("globex", "nobody_there"))
      for (var template : List.of("story/border/load", "story/border/nothing"))
        bodies.add(bare(acme.post("/pipelines/run/" + tenant + "/" + template, Map.of()), 403));
    for (var path : List.of("quota", "metadata/executions"))
      bodies.add(bare(acme.get("/tenants/globex/" + path), 403));
    bodies.add(bare(acme.post("/tenants/globex/pipelines/execute", Map.of()), 403));
    bodies.add(bare(acme.get("/tenants/nobody_there/quota"), 403));
    bodies.add(bare(acme.get("/tenants/globex"), 403));
    assertThat(bodies).containsOnly(bodies.getFirst());
  }

  @Test
  void another_tenants_run_is_a_404_like_an_unknown_one() {
    var unknown = UUID.randomUUID().toString();
    var bodies = new ArrayList<ObjectNode>();
    for (var run : List.of(globexRun, unknown)) {
      bodies.add(bare(acme.get("/pipelines/runs/" + run), 404));
      bodies.add(bare(acme.get("/pipelines/runs/" + run + "?wait=1"), 404));
      bodies.add(bare(acme.post("/pipelines/runs/" + run + "/cancel", Map.of()), 404));
      bodies.add(bare(acme.post("/pipelines/runs/" + run + "/retry", Map.of()), 404));
    }
    assertThat(bodies).containsOnly(bodies.getFirst());
    assertThat(acme.get("/pipelines/runs").text()).doesNotContain(globexRun);
    assertThat(globex.run(globexRun).path("status").asText()).isEqualTo("COMPLETED");
  }

  /// A step's source, which must not be read.
  static Stream<String> foreign() {
    return Stream.of(
        "query: SELECT secret FROM globex.secrets",
        "query: SELECT secret FROM `globex.secrets`",
        "query: SELECT secret FROM `globex`.`secrets`",
        "query: SELECT secret FROM Globex.Secrets",
        "query: SELECT secret FROM GLOBEX.SECRETS",
        "query: SELECT secret FROM `some-project.globex.secrets`",
        "query: SELECT secret FROM some_project.globex.secrets",
        "query: SELECT s.secret FROM secrets AS o JOIN globex.secrets AS s ON TRUE",
        "query: SELECT (SELECT MAX(secret) FROM globex.secrets) AS secret",
        "query: SELECT secret FROM secrets WHERE secret IN (SELECT secret FROM globex.secrets)",
        "query: WITH s AS (SELECT * FROM globex.secrets) SELECT secret FROM s",
        "query: SELECT secret FROM secrets UNION ALL SELECT secret FROM globex.secrets",
        "query: SELECT secret FROM window",
        "query: SELECT secret FROM acme.window",
        "query: SELECT pipeline_id FROM tenants.x_meta_pipeline_runs",
        "query: SELECT pipeline_id FROM tenants.x_meta_pipeline_runs_rows",
        "query: SELECT pipeline_id FROM globex.x_meta_pipeline_runs",
        "query: SELECT tenant_api_key_hash FROM tenants.tenant_api_keys",
        "query: SELECT * FROM Tenants.Tenant_Profiles",
        "query: SELECT table_name FROM INFORMATION_SCHEMA.TABLES",
        "query: SELECT table_name FROM globex.INFORMATION_SCHEMA.TABLES",
        "query: SELECT table_name FROM `globex.INFORMATION_SCHEMA.TABLES`",
        "query: SELECT table_name FROM information_schema.tables",
        "query: SELECT schema_name FROM `region-eu`.INFORMATION_SCHEMA.SCHEMATA",
        "query: SELECT job_id FROM _convergence.effects",
        "query: SELECT job_id FROM `_convergence.effects`",
        "query: SELECT * FROM pg_catalog.pg_tables",
        "query: SELECT * FROM main.duckdb_tables",
        "query: SELECT * FROM duckdb_tables()",
        "query: SELECT * FROM read_csv('rows.csv')",
        "query: SELECT * FROM `rows.csv`",
        "query: SELECT * FROM `../globex/rows.csv`",
        "query: SELECT * FROM globex.`*`",
        "query: SELECT * FROM `globex.sec*`",
        "query: CALL globex.anything()",
        "query: CREATE TABLE acme.copy AS SELECT * FROM globex.secrets",
        "query: SELECT 1 AS one; SELECT secret FROM globex.secrets",
        "query: DROP TABLE globex.secrets",
        "query: EXPORT DATA OPTIONS(uri='gs://b/*', format='CSV') AS SELECT * FROM globex.secrets",
        "{dataset: globex, table: secrets}",
        "{dataset: GLOBEX, table: secrets}",
        "{dataset: tenants, table: tenant_profiles}",
        "{project_id: some-project, dataset: globex, table: secrets}");
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void a_template_that_reads_what_is_not_its_tenants_runs_nothing(String source) {
    int number = foreign().toList().indexOf(source);
    long before = acme.quota().path("pipelines_run_today").asLong();

    var answer = acme.asks("story/border/reads_" + number, Map.of());

    assertThat(answer.status()).as(answer.text()).isIn(403, 422);
    assertThat(answer.json().path("errors")).as(answer.text()).isNotEmpty();
    assertThat(answer.text()).doesNotContain("recipe").doesNotContain(folders.root().toString());
    assertThat(acme.quota().path("pipelines_run_today").asLong()).isEqualTo(before);
    assertThat(town.bean(Warehouse.class).tables("acme")).doesNotContain("stolen", "copy");
    assertThat(town.bean(Warehouse.class).tables("globex")).contains("secrets");
  }

  @Test
  void naming_another_tenants_table_among_the_sources_does_not_help() {
    folders.write(
        "story/border/sourced.yml",
        "sources: [globex.secrets]\n" + template("query: SELECT secret FROM globex.secrets"));
    long deadline = System.nanoTime() + 20_000_000_000L;
    var answer = acme.asks("story/border/sourced", Map.of());
    while (answer.status() == 404 && System.nanoTime() < deadline)
      answer = acme.asks("story/border/sourced", Map.of());
    assertThat(answer.status()).as(answer.text()).isIn(403, 422);
    assertThat(town.bean(Warehouse.class).tables("acme")).doesNotContain("stolen");
  }

  private static String template(String source) {
    var indented =
        source.startsWith("query: ") ? "{query: \"" + source.substring(7) + "\"}" : source;
    return """
        steps:
          - step_id: steal
            ps_type: gcp.bigquery_to_bigquery
            source: %s
            destination: {table: stolen, write_mode: overwrite}
        """
        .formatted(indented);
  }

  /// The body without what tells one answer from another of the same kind.
  private static ObjectNode bare(Answer answer, int status) {
    var body = (ObjectNode) answer.expect(status);
    return body.without(List.of("instance", "request_id", "trace_id", "timestamp"));
  }
}
