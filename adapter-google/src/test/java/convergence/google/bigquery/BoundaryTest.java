package convergence.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.TableId;
import convergence.problem.Fault;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What BigQuery says that a job reads is compared with what was proven.
final class BoundaryTest {
  @TempDir static Path folder;
  private static OpenBigQuery open;
  private static int made;

  @BeforeAll
  static void open() {
    open = new OpenBigQuery(folder);
    var columns = List.of(Column.of("id", SqlType.INT64));
    for (String dataset : List.of("acme", "globex")) {
      open.warehouse().createDataset(dataset);
      for (String name : List.of("rows_1", "rows_2"))
        open.warehouse().createTable(TableRef.of(dataset, name), TableSchema.of(columns));
    }
    open.warehouse()
        .createView(
            TableRef.of("acme", "peep"),
            new TableSchema(columns, null, List.of(), "SELECT id FROM globex.rows_1", Map.of()));
  }

  @AfterAll
  static void close() {
    if (open != null) open.close();
  }

  private Job.Query job(String sql, @Nullable List<TableRef> reads) {
    String name = "made_" + made++;
    var to =
        new Destination(
            TableRef.of("acme", name),
            Destination.Mode.OVERWRITE,
            List.of(),
            null,
            null,
            false,
            Map.of());
    return new Job.Query(
        new JobId(name), BoundSql.of(sql), Map.of(), "acme", to, Duration.ofMinutes(1), reads);
  }

  private static List<TableRef> tables(String... names) {
    return Stream.of(names).map(name -> name.split("\\.", 2)).map(BoundaryTest::table).toList();
  }

  private static TableRef table(String[] parts) {
    return TableRef.of(parts[0], parts[1]);
  }

  private void isRefused(String sql, String... reads) {
    var job = job(sql, tables(reads));
    assertThatThrownBy(() -> open.warehouse().run(job))
        .isInstanceOfSatisfying(
            Fault.Permanent.class, fault -> assertThat(fault.code()).isEqualTo("tenant_boundary"))
        .hasMessageContaining("which its analysis did not find; nothing was run");
    assertThat(open.warehouse().schemas().find(job.destination().table())).isEmpty();
  }

  @Test
  void what_was_proven_runs() {
    open.warehouse().run(job("SELECT id FROM rows_1", tables("acme.rows_1")));
    open.warehouse()
        .run(job("SELECT id FROM acme.peep", tables("acme.peep", "globex.rows_1", "acme.other")));
    open.warehouse().run(job("SELECT 1 AS id", tables()));
    open.warehouse().run(job("SELECT id FROM globex.rows_1", null));
  }

  @Test
  void what_BigQuery_finds_besides_runs_nothing() {
    isRefused("SELECT id FROM rows_1 UNION ALL SELECT id FROM globex.rows_1", "acme.rows_1");
    isRefused("SELECT id FROM acme.peep", "acme.peep");
    isRefused("SELECT id FROM rows_2");
  }

  /// A view that is changed between the dry run and the job.
  @Test
  void what_BigQuery_has_read_besides_fails_the_job_that_has_run() {
    var boundary = new Boundary("home");
    var job = job("SELECT 1", tables("acme.v", "acme.x_meta_runs"));
    boundary.after(
        job,
        List.of(
            TableId.of("home", "acme", "v"),
            TableId.of("home", "acme", "x_meta_runs_rows"),
            TableId.of("home", "acme", job.destination().table().table())));
    for (var other :
        List.of(
            TableId.of("home", "acme", "w"),
            TableId.of("home", "globex", "x_meta_runs_rows"),
            TableId.of("other", "acme", "v")))
      assertThatThrownBy(() -> boundary.after(job, List.of(other)))
          .isInstanceOf(Fault.Permanent.class)
          .hasMessageContaining("look at its table");
  }

  @Test
  void a_list_that_BigQuery_cuts_proves_nothing() {
    var many = Collections.nCopies(51, TableId.of("home", "acme", "v"));
    assertThatThrownBy(() -> new Boundary("home").before(job("SELECT 1", tables("acme.v")), many))
        .hasMessageContaining("more than 50 tables");
  }
}
