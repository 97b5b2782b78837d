package convergence.worker;

import static convergence.worker.Steps.onFailure;
import static convergence.worker.Steps.step;
import static org.assertj.core.api.Assertions.assertThat;

import convergence.metadata.MetadataTables;
import convergence.port.Fact;
import convergence.port.Warehouse;
import convergence.run.Run;
import convergence.run.RunState;
import convergence.run.StepRecord.Status;
import convergence.template.PlannedStep;
import convergence.template.PlannedStep.OnFailure;
import convergence.template.QualityCheck;
import convergence.template.QualityCheck.Severity;
import convergence.template.StepSpec;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs over DuckDB: files, checks, onboarding and metadata as a tenant meets them.
final class RealWarehouseTest {
  private static final TableRef ORDERS = TableRef.of("acme", "orders");

  @TempDir Path folder;
  private ApplicationContext foundation;
  private Warehouse warehouse;
  private Town town;
  private WorkerProcess worker;

  @BeforeEach
  void found() throws IOException {
    var data = folder.resolve("data");
    var files = folder.resolve("files");
    Files.createDirectories(files.resolve("acme"));
    foundation =
        ApplicationContext.run(
            Map.of(
                "convergence.data-dir",
                data.toString(),
                "convergence.files-base",
                files.toString()));
    warehouse = foundation.getBean(Warehouse.class);
    warehouse.createDataset("acme");
    foundation.getBean(MetadataTables.class).ensureCentral();
    town = new Town(folder);
    worker = town.process(new SeenBy(warehouse));
  }

  @AfterEach
  void leave() {
    town.close();
    foundation.close();
  }

  @Test
  void all_checks_pass_on_a_table_that_is_as_it_should_be() throws IOException {
    file(
        """
        id,region,amount,day,note,score
        1,eu,1.50,2026-02-28,a,0.5
        2,us,2.25,2026-03-01,,0.5
        3,eu,-3.00,2026-03-01,b,0.5
        """);
    var run = check(true, suite());
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    var step = run.step("check").orElseThrow();
    assertThat(step.rows()).isEqualTo(3);
    assertThat(step.metadata()).containsEntry("overall_status", "PASS");
    assertThat(result(run))
        .containsEntry("overall_status", "PASS")
        .containsEntry("expectations_passed", 11L)
        .containsEntry("expectations_failed", 0L);
  }

  @Test
  void each_check_finds_what_breaks_it() throws IOException {
    file(
        """
        id,region,amount,day,note,score
        1,eu,1.50,2026-01-28,a,0.5
        1,xx,200.25,2026-01-29,a,0.5
        ,,-300.00,2026-01-29,,0.5
        ,,0.00,,,0.5
        """);
    var run = check(true, suite());
    assertThat(run.state())
        .isInstanceOfSatisfying(
            RunState.Failed.class, f -> assertThat(f.errorCode()).isEqualTo("data_quality"));
    var failed = result(run).get("failed_expectations");
    assertThat(failed)
        .asString()
        .contains(
            "2 rows: have no value in id",
            "2 rows: repeat another's id",
            "1 row: repeat another's region, note",
            "1 row: have another value in region",
            "2 rows: lie outside of -100 to 100.5",
            "4 rows, not 1 to 3",
            "the newest day is 2026-01-29",
            "2 rows break the rule");
    assertThat(result(run)).containsEntry("overall_status", "FAIL");
  }

  @Test
  void warnings_and_a_suite_that_may_fail_do_not_stop_the_run() throws IOException {
    file("id,region,amount,day,note,score\n,eu,1,2026-03-01,a,\n");
    var warned = check(true, List.of(new QualityCheck.NotNull("id", Severity.WARNING, "id")));
    assertThat(warned.state()).isInstanceOf(RunState.Completed.class);
    assertThat(result(warned)).containsEntry("overall_status", "WARNING");
    var tolerated = check(false, List.of(new QualityCheck.NotNull("id", Severity.ERROR, "id")));
    assertThat(tolerated.state()).isInstanceOf(RunState.Completed.class);
    assertThat(result(tolerated)).containsEntry("overall_status", "FAIL");
  }

  @Test
  void keys_of_several_columns_are_not_mixed_up() throws IOException {
    // Joined without care, each pair would look like another: "1"+"11" and "11"+"1", NULL and "-".
    file(
        """
        id,region,amount,day,note,score
        1,1,1,2026-03-01,11,0.5
        2,11,1,2026-03-01,1,0.5
        3,-,1,2026-03-01,x,0.5
        4,,1,2026-03-01,x,0.5
        5,1:1,1,2026-03-01,1,0.5
        6,1,1,2026-03-01,1:1,0.5
        """);
    var run =
        check(
            true, List.of(new QualityCheck.Unique("u", Severity.ERROR, List.of("region", "note"))));
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
  }

  @Test
  void a_check_of_a_column_that_is_not_there_says_so() throws IOException {
    file("id,region,amount,day,note,score\n1,eu,1,2026-03-01,a,0\n");
    var run = check(true, List.of(new QualityCheck.NotNull("x", Severity.ERROR, "nothing`here")));
    assertThat(run.state())
        .isInstanceOfSatisfying(
            RunState.Failed.class,
            f -> {
              assertThat(f.errorCode()).isEqualTo("column_not_found");
              assertThat(f.message()).contains("nothing`here", "acme.orders");
            });
  }

  @Test
  void a_missing_file_fails_the_step_with_its_relative_name() {
    var run = run("missing", loadStep("none.csv"));
    assertThat(run.state())
        .isInstanceOfSatisfying(
            RunState.Failed.class,
            f -> {
              assertThat(f.errorCode()).isEqualTo("file_not_found");
              assertThat(f.message()).contains("none.csv").doesNotContain(folder.toString());
            });
  }

  @Test
  void an_onboarded_tenant_finds_its_runs_in_its_own_tables() {
    var first =
        run("onboard", step(0, "make", new StepSpec.Onboarding(List.of("x_meta_pipeline_runs"))));
    assertThat(first.state()).isInstanceOf(RunState.Completed.class);
    var made = first.step("make").orElseThrow().metadata();
    assertThat(made.get("tables_created")).asString().contains("x_meta_step_logs");
    var again =
        run("onboard2", step(0, "make", new StepSpec.Onboarding(List.of("x_meta_pipeline_runs"))));
    assertThat(again.step("make").orElseThrow().metadata())
        .containsEntry("tables_created", List.of())
        .containsEntry("dataset_created", false);
    Town.until(() -> worker.shipper.flush() == 0);
    assertThat(query("SELECT status FROM x_meta_pipeline_runs"))
        .isEqualTo(List.of(List.of("COMPLETED"), List.of("COMPLETED")));
    assertThat(query("SELECT step_name, status FROM x_meta_step_logs"))
        .containsOnly(List.of("make", "COMPLETED"));
  }

  private void file(String text) throws IOException {
    Files.writeString(folder.resolve("files/acme/orders.csv"), text);
  }

  /// Loads the file and checks it.
  private Run check(boolean failOnError, List<QualityCheck> checks) {
    return run(
        "dq-" + failOnError + checks.size(),
        loadStep("orders.csv"),
        onFailure(
            OnFailure.STOP,
            step(
                1,
                "check",
                new StepSpec.Quality(ORDERS, "gcp/dq/orders", checks, failOnError),
                "load")));
  }

  private Run run(String name, PlannedStep... steps) {
    town.pipeline(name, 600, steps);
    var run = town.settled(worker, town.start(worker, name));
    assertThat(run.steps()).noneMatch(s -> s.status() == Status.RUNNING);
    return run;
  }

  private static PlannedStep loadStep(String path) {
    var columns =
        List.of(
            Column.of("id", SqlType.INT64),
            Column.of("region", SqlType.STRING),
            Column.of("amount", SqlType.NUMERIC),
            Column.of("day", SqlType.DATE),
            Column.of("note", SqlType.STRING),
            Column.of("score", SqlType.FLOAT64));
    var to =
        new Destination(ORDERS, Destination.Mode.OVERWRITE, List.of(), null, null, true, Map.of());
    var format = new Job.FileFormat(Job.FileFormat.Kind.CSV, ",", true, "");
    return step(0, "load", new StepSpec.FileLoad(path, format, columns, to));
  }

  private static List<QualityCheck> suite() {
    var error = Severity.ERROR;
    return List.of(
        new QualityCheck.NotNull("ids", error, "id"),
        new QualityCheck.Unique("one id", error, List.of("id")),
        new QualityCheck.Unique("pair", Severity.WARNING, List.of("region", "note")),
        new QualityCheck.AcceptedValues("regions", error, "region", List.of("eu", "us", "it's")),
        new QualityCheck.Range("amounts", error, "amount", "-100", "100.5"),
        new QualityCheck.Range("whole", error, "id", "0.5", "3"),
        new QualityCheck.Range("scores", error, "score", null, "0.75"),
        new QualityCheck.Unique("typed", error, List.of("id", "amount", "day", "score")),
        new QualityCheck.RowCount("some", error, 1L, 3L),
        new QualityCheck.Freshness("fresh", error, "day", 48),
        new QualityCheck.CustomSql(
            "own", error, BoundSql.of("SELECT id FROM orders WHERE id IS NULL")));
  }

  /// The run's row of x_meta_dq_results, when it is durable.
  private Map<String, Object> result(Run run) {
    Town.until(() -> results(run).size() == 1);
    return results(run).getFirst();
  }

  private List<Map<String, Object>> results(Run run) {
    return town.facts().stream()
        .filter(f -> f.table().equals("x_meta_dq_results_rows"))
        .filter(f -> run.id().toString().equals(f.row().get("pipeline_logging_id")))
        .map(Fact::row)
        .toList();
  }

  /// Reads as the tenant would.
  List<List<@Nullable Object>> query(String sql) {
    return warehouse.query(BoundSql.of(sql), Map.of(), "acme", 100, Duration.ofSeconds(30)).rows();
  }
}
