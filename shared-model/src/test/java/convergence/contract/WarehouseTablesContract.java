package convergence.contract;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.Fact;
import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tables, views, queries and facts of a [convergence.port.Warehouse].
public abstract class WarehouseTablesContract extends WarehouseFixture {
  private static final TableSchema PEOPLE =
      TableSchema.of(List.of(Column.of("id", SqlType.INT64), Column.of("Name", SqlType.STRING)));

  /// Facts are numbered over the whole life of a warehouse; this test's come after all earlier ones.
  private final long base = System.nanoTime();

  @Test
  final void making_again_makes_only_what_is_missing() {
    assertThat(warehouse().createDataset(dataset)).isFalse();
    assertThat(warehouse().hasDataset(dataset)).isTrue();
    assertThat(warehouse().hasDataset("no_" + dataset)).isFalse();
    assertThat(warehouse().createTable(table("t"), PEOPLE)).isTrue();
    run("a", "SELECT 1 AS id, 'x' AS name", append("t"));
    long before = warehouse().schemas().version();
    assertThat(warehouse().createTable(table("t"), PEOPLE)).isFalse();
    assertThat(warehouse().schemas().version()).isEqualTo(before);
    var wider = new ArrayList<>(PEOPLE.columns());
    wider.add(Column.repeated("tags", SqlType.STRING));
    assertThat(warehouse().createTable(table("t"), TableSchema.of(wider))).isFalse();
    assertThat(columns("t")).containsExactly("id", "Name", "tags");
    assertThat(warehouse().schemas().version()).isNotEqualTo(before);
    assertThat(count("t")).isEqualTo(1);
  }

  @Test
  final void a_column_that_need_not_be_filled_any_more_takes_null() {
    var id = new Column("id", SqlType.INT64, false, true, List.of(), "");
    var name = Column.of("name", SqlType.STRING);
    warehouse().createTable(table("t"), TableSchema.of(List.of(id, name)));
    run("a", "SELECT 1 AS id, 'x' AS name", append("t"));
    var loose = List.of(Column.of("id", SqlType.INT64), name);
    assertThat(warehouse().createTable(table("t"), TableSchema.of(loose))).isFalse();
    assertThat(warehouse().schemas().find(table("t")).orElseThrow().columns()).isEqualTo(loose);
    run("b", "SELECT CAST(NULL AS INT64) AS id, 'y' AS name", append("t"));
    assertThat(values("SELECT name FROM t ORDER BY name")).containsExactly("x", "y");
  }

  @Test
  final void tables_are_listed_in_order() {
    warehouse().createTable(table("b"), PEOPLE);
    warehouse().createTable(table("a"), PEOPLE);
    assertThat(warehouse().tables(dataset)).containsExactly("a", "b");
    assertThat(warehouse().tables("no_" + dataset)).isEmpty();
    assertThat(warehouse().schemas().find(table("c"))).isEmpty();
  }

  @Test
  final void names_that_differ_in_case_are_different_tables() {
    run("a", "SELECT 1 AS id", append("Cost"));
    run("b", "SELECT 2 AS id", append("cost"));
    run("c", "SELECT 3 AS id", append("COST"));
    assertThat(values("SELECT id FROM Cost")).containsExactly(1L);
    assertThat(values("SELECT id FROM cost")).containsExactly(2L);
    assertThat(values("SELECT id FROM COST")).containsExactly(3L);
  }

  @Test
  final void a_schema_is_answered_as_it_was_given() {
    var schema =
        new TableSchema(
            List.of(
                new Column("Id", SqlType.STRING, false, true, List.of(), "who"),
                Column.of("day", SqlType.DATE),
                Column.repeatedStruct("c", Column.of("Amount", SqlType.NUMERIC))),
            "day",
            List.of("Id"),
            null,
            Map.of("dataset_type", "gcp"));
    warehouse().createTable(table("t"), schema);
    assertThat(warehouse().schemas().find(table("t"))).contains(schema);
  }

  private void view(String name, String sql) {
    warehouse().createView(table(name), new TableSchema(List.of(), null, List.of(), sql, Map.of()));
  }

  @Test
  final void a_view_shows_its_query_and_can_be_replaced() {
    run("a", "SELECT 1 AS id, 'x' AS name UNION ALL SELECT 2, 'y'", append("t"));
    view("v", "SELECT id FROM t WHERE id > 1");
    assertThat(values("SELECT id FROM v")).containsExactly(2L);
    assertThat(columns("v")).containsExactly("id");
    view("v", "SELECT name AS label FROM t");
    assertThat(columns("v")).containsExactly("label");
    assertThat(values("SELECT label FROM v ORDER BY label")).containsExactly("x", "y");
    assertThat(warehouse().tables(dataset)).containsExactly("t", "v");
  }

  @Test
  final void a_view_sees_new_rows_and_columns_of_its_table() {
    warehouse().createTable(table("t"), PEOPLE);
    view("v", "SELECT * FROM t");
    view("w", "SELECT * FROM v");
    run("a", "SELECT 1 AS id, 'x' AS name", append("t"));
    assertThat(values("SELECT id FROM w")).containsExactly(1L);
    run("b", "SELECT 7 AS other, 2 AS id", overwrite("t"));
    assertThat(values("SELECT other FROM w")).containsExactly(7L);
  }

  @Test
  final void a_view_that_cannot_be_is_refused() {
    refused("table_not_found", () -> view("v", "SELECT id FROM nothing"));
    assertThat(warehouse().tables(dataset)).isEmpty();
  }

  @Test
  final void a_declared_view_keeps_the_highest_row_of_each_key() {
    var rows = List.of(Column.of("k", SqlType.STRING), Column.of("row_seq", SqlType.INT64));
    warehouse().createTable(table("x_rows"), TableSchema.of(rows));
    String sql =
        "SELECT k, row_seq FROM `%s`.`x_rows` WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY k ORDER BY row_seq DESC) = 1"
            .formatted(dataset);
    warehouse().createView(table("x"), new TableSchema(rows, null, List.of(), sql, Map.of()));
    assertThat(columns("x")).containsExactly("k", "row_seq");
    run(
        "a",
        "SELECT 'a' AS k, 1 AS row_seq UNION ALL SELECT 'a', 2 UNION ALL SELECT 'b', 1",
        append("x_rows"));
    assertThat(values("SELECT k, row_seq FROM x ORDER BY k"))
        .containsExactly(List.of("a", 2L), List.of("b", 1L));
  }

  @Test
  final void a_query_returns_at_most_the_limit_and_says_so() {
    run("a", "SELECT 1 AS id UNION ALL SELECT 2 UNION ALL SELECT 3", append("t"));
    var two =
        warehouse().query(sql("SELECT id FROM t ORDER BY id"), Map.of(), dataset, 2, PATIENCE);
    assertThat(two.rows()).containsExactly(List.of(1L), List.of(2L));
    assertThat(two.truncated()).isTrue();
    var three = warehouse().query(sql("SELECT id FROM t"), Map.of(), dataset, 3, PATIENCE);
    assertThat(three.truncated()).isFalse();
  }

  @Test
  final void a_query_changes_nothing() {
    run("a", "SELECT 1 AS id", append("t"));
    for (String sql :
        List.of("DELETE FROM t WHERE TRUE", "DROP TABLE t", "CREATE TABLE u AS SELECT 1 AS id"))
      fails(Fault.Permanent.class, () -> query(sql));
    assertThat(count("t")).isEqualTo(1);
  }

  @Test
  final void every_type_makes_the_round_trip() {
    String sql =
        """
        SELECT 'text' AS s, 9223372036854775807 AS i, 0.1 AS f, NUMERIC '12345678901234567890.123456789' AS n,
          TRUE AS b, DATE '2024-02-29' AS d, DATETIME '2024-03-31 02:30:00.123456' AS dt, TIME '23:59:59.999999' AS t,
          TIMESTAMP '2024-02-29 12:00:00.000001+00' AS ts, [1, 2] AS a, STRUCT(1 AS x, 'y' AS y) AS st""";
    run("a", sql, append("t"));
    var struct = new LinkedHashMap<String, Object>();
    struct.put("x", 1L);
    struct.put("y", "y");
    assertThat(query("SELECT * FROM t").rows().getFirst())
        .containsExactly(
            "text",
            Long.MAX_VALUE,
            0.1,
            new BigDecimal("12345678901234567890.123456789"),
            true,
            LocalDate.of(2024, 2, 29),
            LocalDateTime.of(2024, 3, 31, 2, 30, 0, 123_456_000),
            LocalTime.of(23, 59, 59, 999_999_000),
            Instant.parse("2024-02-29T12:00:00.000001Z"),
            List.of(1L, 2L),
            struct);
  }

  private Fact.Numbered fact(long seq, String table, Map<String, Object> row) {
    return new Fact.Numbered(base + seq, new Fact(dataset, table, row));
  }

  private static final TableSchema EVENTS =
      TableSchema.of(
          List.of(
              Column.of("id", SqlType.STRING),
              Column.of("n", SqlType.INT64),
              Column.of("moment", SqlType.TIMESTAMP),
              Column.of("day", SqlType.DATE),
              Column.of("score", SqlType.FLOAT64),
              Column.of("ok", SqlType.BOOL),
              Column.of("detail", SqlType.JSON),
              Column.repeated("tags", SqlType.STRING)));

  @Test
  final void facts_that_come_twice_are_there_once() {
    warehouse().createTable(table("events"), EVENTS);
    var batch = List.of(fact(1, "events", Map.of("id", "a")), fact(2, "events", Map.of("id", "b")));
    warehouse().append(batch);
    warehouse().append(batch);
    warehouse().append(List.of(batch.get(1), fact(3, "events", Map.of("id", "c"))));
    assertThat(values("SELECT id FROM events ORDER BY id")).containsExactly("a", "b", "c");
  }

  @Test
  final void a_fact_keeps_its_values() {
    warehouse().createTable(table("events"), EVENTS);
    var at = Instant.parse("2024-05-01T10:00:00.123456Z");
    var row =
        Map.<String, Object>of(
            "id",
            "a",
            "n",
            5L,
            "moment",
            at,
            "day",
            LocalDate.of(2024, 5, 1),
            "score",
            0.5,
            "ok",
            true,
            "detail",
            "{\"x\": 1}",
            "tags",
            List.of("p", "q"),
            "unknown",
            "ignored");
    warehouse().append(List.of(fact(1, "events", row), fact(2, "events", Map.of("id", "b"))));
    assertThat(values("SELECT id, n, moment, day, score, ok FROM events ORDER BY id"))
        .containsExactly(
            List.of("a", 5L, at, LocalDate.of(2024, 5, 1), 0.5, true),
            Arrays.asList("b", null, null, null, null, null));
    assertThat(json(values("SELECT detail FROM events WHERE id = 'a'").getFirst()))
        .isEqualTo(Map.of("x", 1));
    assertThat(values("SELECT tags FROM events WHERE id = 'a'")).containsExactly(List.of("p", "q"));
  }

  @Test
  final void facts_for_a_missing_table_wait_and_hold_up_nobody() {
    warehouse().createTable(table("events"), EVENTS);
    var at = Instant.parse("2024-05-01T10:00:00Z");
    warehouse()
        .append(
            List.of(
                fact(1, "later", Map.of("id", "early", "moment", at, "tags", List.of("x"))),
                fact(2, "events", Map.of("id", "a"))));
    assertThat(count("events")).isEqualTo(1);
    warehouse().createTable(table("later"), EVENTS);
    warehouse().append(List.of(fact(3, "later", Map.of("id", "late"))));
    assertThat(values("SELECT id, moment FROM later ORDER BY id"))
        .containsExactly(List.of("early", at), Arrays.asList("late", null));
  }

  @Test
  final void facts_of_several_datasets_come_in_one_batch() {
    String other = dataset + "_2";
    warehouse().createDataset(other);
    warehouse().createTable(table("events"), EVENTS);
    warehouse().createTable(TableRef.of(other, "events"), EVENTS);
    warehouse()
        .append(
            List.of(
                fact(1, "events", Map.of("id", "a")),
                new Fact.Numbered(base + 2, new Fact(other, "events", Map.of("id", "b")))));
    assertThat(values("SELECT id FROM " + other + ".events")).containsExactly("b");
  }
}
