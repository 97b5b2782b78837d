package convergence.contract;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.Fault;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import convergence.warehouse.TableSchema;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Write modes of a [convergence.port.Warehouse]: what happens to the rows and to the schema that are there.
public abstract class WarehouseWritesContract extends WarehouseFixture {
  @Test
  final void an_overwrite_replaces_rows_and_schema() {
    run("a", "SELECT 1 AS id, 'old' AS name UNION ALL SELECT 2, 'old'", overwrite("t"));
    assertThat(run("b", "SELECT 'x' AS code, 3 AS id", overwrite("t")).rows()).isEqualTo(1);
    assertThat(columns("t")).containsExactly("code", "id");
    assertThat(values("SELECT id FROM t")).containsExactly(3L);
  }

  @Test
  final void an_overwrite_may_read_the_table_that_it_replaces() {
    run("a", "SELECT 1 AS id UNION ALL SELECT 2", overwrite("t"));
    run("b", "SELECT id + 10 AS id FROM t WHERE id = 2", overwrite("t"));
    assertThat(values("SELECT id FROM t")).containsExactly(12L);
  }

  @Test
  final void an_overwrite_with_no_rows_empties_the_table() {
    run("a", "SELECT 1 AS id", overwrite("t"));
    assertThat(run("b", "SELECT 1 AS id FROM t WHERE id = 5", overwrite("t")).rows()).isZero();
    assertThat(count("t")).isZero();
  }

  @Test
  final void an_overwrite_of_a_day_leaves_the_other_days() {
    run("a", days("2024-05-01", 1), partition("t", "day", "2024-05-01"));
    run("b", days("2024-05-02", 2), partition("t", "day", "2024-05-02"));
    run("c", days("2024-05-01", 3), partition("t", "day", "2024-05-01"));
    assertThat(values("SELECT n FROM t ORDER BY n")).containsExactly(2L, 3L);
    assertThat(warehouse().schemas().find(table("t")).orElseThrow().partitionField())
        .isEqualTo("day");
  }

  private static String days(String day, int n) {
    return "SELECT DATE '%s' AS day, %d AS n".formatted(day, n);
  }

  @Test
  final void a_day_of_timestamps_is_a_day_of_utc() {
    String late = "SELECT TIMESTAMP '2024-05-01 23:59:59.999999+00' AS moment, 1 AS n";
    run("a", late, partition("t", "moment", "2024-05-01"));
    String early = "SELECT TIMESTAMP '2024-05-02 00:00:00+00' AS moment, 2 AS n";
    run("b", early, partition("t", "moment", "2024-05-02"));
    run("c", late.replace("1 AS n", "3 AS n"), partition("t", "moment", "2024-05-01"));
    assertThat(values("SELECT n FROM t ORDER BY n")).containsExactly(2L, 3L);
  }

  @Test
  final void rows_outside_of_the_day_fail_the_job() {
    var to = partition("t", "day", "2024-05-01");
    refused("data_invalid", () -> run("a", days("2024-05-02", 1), to));
    refused("data_invalid", () -> run("b", "SELECT CAST(NULL AS DATE) AS day, 1 AS n", to));
    assertThat(warehouse().tables(dataset)).isEmpty();
  }

  @Test
  final void an_append_adds_rows_by_name() {
    run("a", "SELECT 1 AS id, 'a' AS name", append("t"));
    run("b", "SELECT 'b' AS name, 2 AS id", append("t"));
    run("c", "SELECT 3 AS ID", append("t"));
    assertThat(values("SELECT id, name FROM t ORDER BY id"))
        .containsExactly(List.of(1L, "a"), List.of(2L, "b"), Arrays.asList(3L, null));
  }

  @Test
  final void an_append_cannot_add_or_change_columns() {
    run("a", "SELECT 1 AS id", append("t"));
    refused("data_invalid", () -> run("b", "SELECT 2 AS id, 'x' AS extra", append("t")));
    refused("data_invalid", () -> run("c", "SELECT 'two' AS id", append("t")));
    assertThat(count("t")).isEqualTo(1);
  }

  @Test
  final void a_required_column_must_be_filled() {
    var required = new Column("id", SqlType.INT64, false, true, List.of(), "");
    warehouse()
        .createTable(
            table("t"), TableSchema.of(List.of(required, Column.of("name", SqlType.STRING))));
    refused("data_invalid", () -> run("a", "SELECT 'x' AS name", append("t")));
    refused(
        "data_invalid",
        () -> run("b", "SELECT CAST(NULL AS INT64) AS id, 'x' AS name", append("t")));
    run("c", "SELECT 1 AS id", append("t"));
    assertThat(count("t")).isEqualTo(1);
  }

  @Test
  final void a_merge_updates_by_key_and_inserts_the_rest() {
    run(
        "a",
        "SELECT 1 AS id, 'a' AS name, 10 AS kept UNION ALL SELECT 2, 'b', 20",
        merge("t", "id"));
    var merged = run("b", "SELECT 2 AS id, 'B' AS name UNION ALL SELECT 3, 'c'", merge("t", "id"));
    assertThat(merged.rows()).isEqualTo(2);
    assertThat(values("SELECT id, name, kept FROM t ORDER BY id"))
        .containsExactly(
            List.of(1L, "a", 10L), List.of(2L, "B", 20L), Arrays.asList(3L, "c", null));
  }

  @Test
  final void a_merge_may_have_several_keys_and_nothing_else() {
    String rows = "SELECT 1 AS a, 'x' AS b UNION ALL SELECT 1, 'y'";
    run("a", rows, merge("t", "a", "b"));
    run("b", rows + " UNION ALL SELECT 2, 'x'", merge("t", "a", "b"));
    assertThat(count("t")).isEqualTo(3);
  }

  @Test
  final void a_null_merge_key_fails_the_job_and_is_named() {
    run("a", "SELECT 1 AS id, 'a' AS name", merge("t", "id"));
    var fault =
        fails(
            Fault.Permanent.class,
            () -> run("b", "SELECT CAST(NULL AS INT64) AS id, 'x' AS name", merge("t", "id")));
    assertThat(fault.code()).isEqualTo("data_invalid");
    assertThat(fault).hasMessageContaining("id");
    assertThat(values("SELECT name FROM t")).containsExactly("a");
  }

  @Test
  final void a_doubled_merge_key_fails_the_job_and_is_named() {
    String doubled = "SELECT 5 AS id, 'x' AS name UNION ALL SELECT 5, 'y'";
    for (String job : List.of("a", "b")) {
      var fault = fails(Fault.Permanent.class, () -> run(job, doubled, merge("t", "id")));
      assertThat(fault.code()).isEqualTo("data_invalid");
      assertThat(fault).hasMessageContaining("id");
    }
    assertThat(warehouse().tables(dataset)).isEmpty();
  }

  @Test
  final void a_merge_key_that_the_rows_lack_fails_the_job() {
    refused("sql_invalid", () -> run("a", "SELECT 1 AS id", merge("t", "key")));
  }

  @Test
  final void a_recreated_table_has_nothing_of_the_old_one() {
    var labelled =
        new Destination(
            table("t"),
            Destination.Mode.OVERWRITE,
            List.of(),
            "day",
            null,
            false,
            Map.of("dataset_type", "gcp"));
    run("a", days("2024-05-01", 1), labelled);
    run("b", "SELECT 1 AS id", recreate("t"));
    var schema = warehouse().schemas().find(table("t")).orElseThrow();
    assertThat(schema.partitionField()).isNull();
    assertThat(schema.labels()).isEmpty();
    assertThat(columns("t")).containsExactly("id");
  }

  @Test
  final void labels_are_put_on_the_table() {
    var to =
        new Destination(
            table("t"),
            Destination.Mode.APPEND,
            List.of(),
            null,
            null,
            false,
            Map.of("dataset_type", "gcp_silver_cost"));
    run("a", "SELECT 1 AS id", to);
    assertThat(warehouse().schemas().find(table("t")).orElseThrow().labels())
        .containsEntry("dataset_type", "gcp_silver_cost");
  }

  @Test
  final void a_parameter_arrives_as_its_value() {
    var sql =
        new BoundSql(
            "SELECT @text AS text, @day AS day, @n AS n",
            List.of(
                new BoundSql.Parameter("text", SqlType.STRING, "t"),
                new BoundSql.Parameter("day", SqlType.DATE, "d"),
                new BoundSql.Parameter("n", SqlType.INT64, "n")));
    var values =
        Map.of(
            "t", SqlValue.of("it's \\ \"quoted\" -- {x}"),
            "d", SqlValue.of(LocalDate.of(2024, 2, 29)),
            "n", SqlValue.of(-7));
    warehouse().run(new Job.Query(id("p"), sql, values, dataset, append("t"), PATIENCE));
    assertThat(values("SELECT text, day, n FROM t"))
        .containsExactly(List.of("it's \\ \"quoted\" -- {x}", LocalDate.of(2024, 2, 29), -7L));
  }
}
