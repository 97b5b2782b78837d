package convergence.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.audit.Actor;
import convergence.directory.OnboardingOrder;
import convergence.directory.TenantDirectory;
import convergence.metadata.MetadataTables;
import convergence.metadata.MetadataUpgrade;
import convergence.metadata.MetadataUpgrade.Outcome;
import convergence.port.Fact;
import convergence.tenant.TenantId;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// [MetadataUpgrade] on BigQuery as our server speaks it, with a tenant in the ledger.
final class MetadataUpgradeTest {
  private static final TableRef STEPS = TableRef.of("acme", "x_meta_step_logs_rows");
  private static final TableRef RUNS = TableRef.of("acme", "x_meta_pipeline_runs_rows");

  @TempDir Path folder;
  private OpenBigQuery open;
  private BigQueryWarehouse warehouse;

  @BeforeEach
  void open() {
    open = new OpenBigQuery(folder);
    warehouse = open.warehouse();
    var directory = open.bean(TenantDirectory.class);
    directory.enrol(
        new OnboardingOrder(new TenantId("acme"), "Acme", null, "STARTER"), Actor.SYSTEM);
  }

  @AfterEach
  void close() {
    open.close();
  }

  private Outcome upgrade(boolean dry, List<String> lines) {
    return new MetadataUpgrade(
            open.bean(TenantDirectory.class), new MetadataTables(warehouse), warehouse)
        .run(dry, lines::add);
  }

  private List<String> upgrade() {
    var lines = new ArrayList<String>();
    assertThat(upgrade(false, lines).refused()).isEmpty();
    return lines;
  }

  private List<Column> columns(TableRef table) {
    return warehouse.schemas().find(table).orElseThrow().columns();
  }

  @Test
  void the_first_run_creates_and_the_second_finds_everything_unchanged() {
    var first = upgrade();
    assertThat(first)
        .contains(
            "tenants: created",
            "customers: created",
            "acme: created",
            "acme.x_meta_step_logs_rows: created",
            "acme.x_meta_step_logs: created",
            "customers.pipeline_execution_queue: created")
        .allMatch(line -> line.endsWith(": created"));
    var lines = new ArrayList<String>();
    var second = upgrade(false, lines);
    assertThat(lines).hasSameSizeAs(first).allMatch(line -> line.endsWith(": unchanged"));
    assertThat(second).isEqualTo(new Outcome(0, 0, first.size(), List.of()));
  }

  @Test
  void a_dry_run_says_the_same_and_makes_nothing() {
    var lines = new ArrayList<String>();
    upgrade(true, lines);
    assertThat(warehouse.hasDataset("tenants")).isFalse();
    assertThat(warehouse.hasDataset("acme")).isFalse();
    assertThat(upgrade()).isEqualTo(lines);
  }

  @Test
  void a_declared_column_that_is_missing_is_added_and_rows_stay() {
    new MetadataTables(warehouse).ensureTenant("acme");
    var whole = warehouse.schemas().find(STEPS).orElseThrow();
    remake(STEPS, without(whole, "error_code"));
    warehouse.append(
        List.of(
            new Fact.Numbered(
                1,
                new Fact(
                    "acme",
                    STEPS.table(),
                    Map.of(
                        "step_logging_id",
                        "s",
                        "pipeline_logging_id",
                        "r",
                        "step_name",
                        "copy",
                        "step_type",
                        "noop",
                        "step_index",
                        0L,
                        "status",
                        "COMPLETED",
                        "row_seq",
                        1L)))));
    assertThat(upgrade())
        .contains(
            "acme.x_meta_step_logs_rows: column error_code added",
            "acme.x_meta_step_logs: unchanged");
    assertThat(columns(STEPS)).containsExactlyInAnyOrderElementsOf(whole.columns());
    var rows =
        warehouse.query(
            BoundSql.of("SELECT step_name, error_code FROM x_meta_step_logs"),
            Map.of(),
            "acme",
            9,
            Duration.ofMinutes(1));
    assertThat(rows.rows()).hasSize(1).allMatch(row -> "copy".equals(row.getFirst()));
  }

  @Test
  void whatever_would_lose_something_is_named_at_once_and_nothing_is_changed() {
    new MetadataTables(warehouse).ensureTenant("acme");
    var steps = warehouse.schemas().find(STEPS).orElseThrow();
    var changed = new ArrayList<Column>();
    for (var column : steps.columns())
      changed.add(
          switch (column.name()) {
            case "step_index" -> Column.of("step_index", SqlType.STRING);
            case "step_name" -> Column.of("step_name", SqlType.STRING);
            default -> column;
          });
    changed.add(Column.of("old_notes", SqlType.STRING));
    remake(STEPS, new TableSchema(changed, null, steps.clusterFields(), null, Map.of()));
    var runs = warehouse.schemas().find(RUNS).orElseThrow();
    remake(RUNS, without(without(runs, "error_code"), "user_id"));
    var before = columns(RUNS);

    var lines = new ArrayList<String>();
    var outcome = upgrade(false, lines);

    assertThat(outcome.refused())
        .containsExactlyInAnyOrder(
            "acme.x_meta_step_logs_rows.step_index is STRING and declared INT64",
            "acme.x_meta_step_logs_rows.step_name is NULLABLE and declared REQUIRED",
            "acme.x_meta_step_logs_rows.old_notes is declared no more",
            "acme.x_meta_step_logs_rows.start_time is declared to partition the table, which is partitioned by nothing");
    assertThat(lines).isEmpty();
    assertThat(columns(RUNS)).isEqualTo(before);
    assertThat(warehouse.hasDataset("tenants")).isFalse();
  }

  @Test
  void two_at_once_end_with_the_same_tables() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<String>> one = this::upgrade;
      for (var done : threads.invokeAll(List.of(one, one))) assertThat(done.get()).isNotEmpty();
    }
    assertThat(upgrade()).isNotEmpty().allMatch(line -> line.endsWith(": unchanged"));
  }

  @Test
  void what_died_half_way_is_finished() {
    // A dataset, a table without its view, and rows that waited for another table.
    warehouse.createDataset("acme");
    new MetadataTables(warehouse).ensureTenant("acme");
    drop(TableRef.of("acme", "x_meta_step_logs"));
    drop(TableRef.of("acme", "x_meta_dq_results"));
    drop(TableRef.of("acme", "x_meta_dq_results_rows"));
    assertThat(upgrade())
        .contains(
            "acme: unchanged",
            "acme.x_meta_step_logs_rows: unchanged",
            "acme.x_meta_step_logs: created",
            "acme.x_meta_dq_results_rows: created",
            "acme.x_meta_dq_results: created");
    assertThat(upgrade()).allMatch(line -> line.endsWith(": unchanged"));
  }

  private void remake(TableRef table, TableSchema schema) {
    drop(table);
    warehouse.createTable(table, schema);
  }

  private void drop(TableRef table) {
    open.client().delete(Catalog.id(table));
  }

  private static TableSchema without(TableSchema schema, String column) {
    return new TableSchema(
        schema.columns().stream().filter(each -> !each.name().equals(column)).toList(),
        schema.partitionField(),
        schema.clusterFields(),
        null,
        Map.of());
  }
}
