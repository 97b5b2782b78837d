package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.warehouse.Column;
import convergence.warehouse.JobId;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Statements and scripts, executed as BigQuery would.
final class SqlDeskTest extends DeskStories {
  @Test
  void an_id_takes_effect_once() {
    run("CREATE TABLE t (x INT64)");
    var request = SqlRequest.of("INSERT t VALUES (1)", "p", dataset);
    var once =
        new SqlRequest(
            Optional.of(new JobId("once")),
            request.sql(),
            List.of(),
            "p",
            dataset,
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            10,
            Duration.ofMinutes(1),
            Sight.ALL);
    assertThat(warehouse().desk().execute(once).dml().orElseThrow().inserted()).isEqualTo(1);
    assertThatThrownBy(() -> warehouse().desk().execute(once))
        .isInstanceOf(SqlError.class)
        .hasMessageContaining("Already Exists: Job once");
    assertThat(warehouse().find(new JobId("once"))).isPresent();
    assertThat(rows("SELECT COUNT(*) FROM t")).containsExactly(row(1L));
  }

  @Test
  void an_update_with_two_source_rows_for_one_target_changes_nothing() {
    run("CREATE TABLE t AS SELECT 1 AS id, 'a' AS v");
    assertThatThrownBy(
            () ->
                run(
                    "UPDATE t SET v = s.v FROM UNNEST([STRUCT(1 AS id, 'b' AS v), (1, 'c')]) AS s WHERE t.id = s.id"))
        .hasMessageContaining("at most one source row");
    assertThat(rows("SELECT v FROM t")).containsExactly(row("a"));
  }

  @Test
  void each_of_several_alterations_at_once_is_kept() throws Exception {
    run("CREATE TABLE t (x INT64)");
    var work = new ArrayList<Callable<SqlResult>>();
    for (int i = 0; i < 8; i++) {
      String sql = "ALTER TABLE t ADD COLUMN c" + i + " STRING";
      work.add(() -> run(sql));
    }
    try (var threads = Executors.newFixedThreadPool(work.size())) {
      for (var end : threads.invokeAll(work)) end.get();
    }
    assertThat(
            rows(
                "SELECT column_name FROM INFORMATION_SCHEMA.COLUMNS WHERE table_name = 't' ORDER BY 1"))
        .extracting(row -> row.getFirst())
        .containsExactly("c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "x");
    run("INSERT t (x, c0, c7) VALUES (1, 'a', 'b')");
    assertThat(rows("SELECT x, c0, c3, c7 FROM t")).containsExactly(row(1L, "a", null, "b"));
  }

  @Test
  void merge_takes_the_first_clause_that_fits() {
    run("CREATE TABLE t AS SELECT * FROM UNNEST([STRUCT(1 AS id, 10 AS n), (2, 20), (3, 30)])");
    var merged =
        run(
            """
            MERGE t USING UNNEST([STRUCT(1 AS id, 11 AS n), (2, 21), (9, 90)]) AS s ON t.id = s.id
            WHEN MATCHED AND s.id = 1 THEN DELETE
            WHEN MATCHED THEN UPDATE SET n = s.n + t.n
            WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id, s.n)
            WHEN NOT MATCHED BY SOURCE THEN UPDATE SET n = (SELECT SUM(n) FROM t)
            """);
    assertThat(merged.dml().orElseThrow())
        .isEqualTo(new SqlResult.DmlEffect(1, 2, 1, TableRef.of(dataset, "t")));
    assertThat(rows("SELECT id, n FROM t ORDER BY id"))
        .containsExactly(row(2L, 41L), row(3L, 60L), row(9L, 90L));
  }

  @Test
  void what_a_column_demands_is_checked() {
    run("CREATE TABLE t (a INT64 NOT NULL, s STRING(3), n NUMERIC(4, 1), d INT64 DEFAULT 7)");
    run("INSERT t (a, s, n) VALUES (1, 'abc', 1.25)");
    assertThat(rows("SELECT n, d FROM t"))
        .containsExactly(row(new java.math.BigDecimal("1.3"), 7L));
    assertThatThrownBy(() -> run("INSERT t (s) VALUES ('a')"))
        .hasMessageContaining("Required field a cannot be null");
    assertThatThrownBy(() -> run("UPDATE t SET a = NULL WHERE true"))
        .hasMessageContaining("Required field a cannot be null");
    assertThatThrownBy(() -> run("INSERT t (a, s) VALUES (1, 'abcd')"))
        .hasMessageContaining("maximum length 3");
    assertThatThrownBy(() -> run("INSERT t (a, n) VALUES (1, 1000)"))
        .hasMessageContaining("precision 4 and scale 1");
  }

  @Test
  void a_script_runs_to_its_end() {
    var result =
        run(
            """
            DECLARE n INT64 DEFAULT 0;
            DECLARE words ARRAY<STRING>;
            outer_loop: LOOP
              SET n = n + 1;
              IF n = 2 THEN CONTINUE; END IF;
              WHILE TRUE DO
                IF n > 4 THEN LEAVE outer_loop; END IF;
                BREAK;
              END WHILE;
            END LOOP;
            FOR r IN (SELECT x FROM UNNEST(['a', 'b']) AS x ORDER BY x) DO
              SET words = ARRAY_CONCAT(IFNULL(words, []), [r.x]);
            END FOR;
            BEGIN
              SELECT ERROR('no');
            EXCEPTION WHEN ERROR THEN
              SET n = n * 10;
            END;
            CASE n WHEN 1 THEN SELECT 'one'; ELSE SELECT n, words; END CASE;
            """);
    assertThat(result.statementType()).isEqualTo("SCRIPT");
    assertThat(result.rows().rows()).containsExactly(row(50L, List.of("a", "b")));
  }

  @Test
  void a_rolled_back_transaction_leaves_nothing() {
    run("CREATE TABLE t (x INT64)");
    run("BEGIN TRANSACTION; INSERT t VALUES (1); ROLLBACK TRANSACTION;");
    assertThat(rows("SELECT * FROM t")).isEmpty();
  }

  @Test
  void temporary_tables_live_as_long_as_their_session() {
    var request = SqlRequest.of("CREATE TEMP TABLE kept AS SELECT 1 AS x", "p", dataset);
    var session =
        warehouse()
            .desk()
            .execute(
                new SqlRequest(
                    Optional.empty(),
                    request.sql(),
                    List.of(),
                    "p",
                    dataset,
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    true,
                    10,
                    Duration.ofMinutes(1),
                    Sight.ALL))
            .session();
    var again =
        new SqlRequest(
            Optional.empty(),
            "SELECT x FROM kept",
            List.of(),
            "p",
            dataset,
            Optional.empty(),
            false,
            session,
            false,
            10,
            Duration.ofMinutes(1),
            Sight.ALL);
    assertThat(warehouse().desk().execute(again).rows().rows()).containsExactly(row(1L));
    assertThatThrownBy(() -> run("SELECT x FROM kept")).hasMessageContaining("Not found: Table");
    warehouse().desk().endSession(session.orElseThrow());
    assertThatThrownBy(() -> warehouse().desk().execute(again))
        .hasMessageContaining("Not found: Session");
  }

  @Test
  void a_javascript_function_sees_only_what_it_is_given() {
    assertThat(
            rows(
                """
                CREATE TEMP FUNCTION js(n INT64, xs ARRAY<FLOAT64>, s STRUCT<a STRING, b BOOL>)
                RETURNS STRUCT<total FLOAT64, words ARRAY<STRING>> LANGUAGE js AS r\"""
                  return {total: xs.reduce((a, b) => a + b, 0), words: [n + s.a, `${s.b}`]};
                \""";
                SELECT js(1, [1.5, 2.5], STRUCT('x', TRUE)).total, js(2, [], ('y', FALSE)).words,
                  js(1, NULL, NULL) IS NULL
                FROM (SELECT 1 FROM UNNEST([0]) WHERE FALSE) UNION ALL
                SELECT js(1, [1.5, 2.5], STRUCT('x', TRUE)).total, js(2, [], ('y', FALSE)).words, FALSE
                """))
        .containsExactly(row(4.0, List.of("2y", "false"), false));
    assertThatThrownBy(
            () ->
                rows(
                    "CREATE TEMP FUNCTION j() RETURNS STRING LANGUAGE js AS 'return java.lang.System.getenv()'; SELECT j()"))
        .hasMessageContaining("\"java\" is not defined");
    assertThatThrownBy(
            () ->
                rows(
                    "CREATE TEMP FUNCTION j() RETURNS STRING LANGUAGE js AS 'while (true) {}'; SELECT j()"))
        .hasMessageContaining("too many steps");
    assertThatThrownBy(
            () ->
                rows(
                    "CREATE TEMP FUNCTION j() RETURNS STRING LANGUAGE js AS 'class A {}'; SELECT j()"))
        .isInstanceOf(SqlError.class)
        .hasMessageContaining("JavaScript that does not compile here");
  }

  @Test
  void functions_and_procedures_are_kept() {
    run("CREATE FUNCTION twice(x ANY TYPE) AS (x + x)");
    run("CREATE TABLE t AS SELECT 1 AS x UNION ALL SELECT 2");
    run(
        "CREATE TABLE FUNCTION above(least INT64) AS (SELECT "
            + dataset
            + ".twice(x) AS x FROM "
            + dataset
            + ".t WHERE x >= least)");
    run("CREATE PROCEDURE add(a INT64, OUT b INT64) BEGIN SET b = a + 1; END");
    assertThat(rows("SELECT twice(1.5), (SELECT MAX(x) FROM above(2))"))
        .containsExactly(row(3.0, 4L));
    assertThat(rows("DECLARE n INT64; CALL add(41, n); SELECT n")).containsExactly(row(42L));
    run("DROP FUNCTION twice");
    assertThatThrownBy(() -> run("SELECT twice(1)")).hasMessageContaining("Function not found");
  }

  @Test
  void options_are_set_and_taken_back() {
    run("CREATE TABLE t (x INT64)");
    run("ALTER TABLE t SET OPTIONS (description = 'said', labels = [('a', 'b')])");
    assertThat(rows("SELECT option_name FROM INFORMATION_SCHEMA.TABLE_OPTIONS ORDER BY 1"))
        .containsExactly(row("description"), row("labels"));
    run("ALTER TABLE t SET OPTIONS (labels = NULL)");
    run("ALTER TABLE t SET OPTIONS ()");
    run(
        "CREATE TABLE soon (x INT64) OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 12 HOUR))");
    assertThat(
            rows(
                "SELECT STARTS_WITH(option_value, 'TIMESTAMP ') FROM INFORMATION_SCHEMA.TABLE_OPTIONS WHERE table_name = 'soon'"))
        .containsExactly(row(true));
    run("DROP TABLE soon");
    assertThat(rows("SELECT option_name FROM INFORMATION_SCHEMA.TABLE_OPTIONS"))
        .containsExactly(row("description"));
  }

  @Test
  void a_table_that_a_pipeline_widens_keeps_what_sql_said_of_it() {
    run(
        "CREATE TABLE t (x INT64) PARTITION BY RANGE_BUCKET(x, GENERATE_ARRAY(0, 10, 5)) OPTIONS (description = 'said')");
    var wider =
        TableSchema.of(List.of(Column.of("x", SqlType.INT64), Column.of("y", SqlType.STRING)));
    assertThat(warehouse().createTable(TableRef.of(dataset, "t"), wider)).isFalse();
    assertThat(rows("SELECT option_name FROM INFORMATION_SCHEMA.TABLE_OPTIONS"))
        .containsExactly(row("description"));
    run("INSERT INTO t VALUES (1, 'a')");
    assertThat(rows("SELECT partition_id FROM INFORMATION_SCHEMA.PARTITIONS"))
        .containsExactly(row("0"));
  }

  @Test
  void a_table_is_altered_with_its_rows() {
    run("CREATE TABLE t AS SELECT 1 AS a, 'x' AS b, 2 AS c");
    run("ALTER TABLE t ADD COLUMN d STRING, DROP COLUMN b");
    run("ALTER TABLE t RENAME COLUMN c TO e");
    run("ALTER TABLE t ALTER COLUMN a SET DATA TYPE NUMERIC");
    run("ALTER TABLE t RENAME TO u");
    assertThat(rows("SELECT * FROM u")).containsExactly(row(java.math.BigDecimal.ONE, 2L, null));
    assertThat(
            rows(
                "SELECT column_name, data_type FROM INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'u' ORDER BY ordinal_position"))
        .containsExactly(row("a", "NUMERIC"), row("e", "INT64"), row("d", "STRING"));
    assertThatThrownBy(() -> run("SELECT * FROM t")).hasMessageContaining("Not found: Table p:");
  }

  @Test
  void a_struct_is_changed_field_by_field() {
    run("CREATE TABLE t AS SELECT STRUCT(1 AS a, STRUCT('x' AS b, 2 AS c) AS d) AS s, [1] AS l");
    run("UPDATE t SET s.a = s.a + 1, s.d.b = 'y', l = ARRAY_CONCAT(l, [2]) WHERE TRUE");
    assertThat(rows("SELECT s.a, s.d.b, s.d.c, l FROM t"))
        .containsExactly(row(2L, "y", 2L, List.of(1L, 2L)));
  }

  @Test
  void a_copy_or_snapshot_stays_as_it_was() {
    run("CREATE TABLE t AS SELECT 1 AS x");
    run("CREATE TABLE copied COPY t");
    run("CREATE SNAPSHOT TABLE snapped CLONE t");
    run("CREATE TABLE empty LIKE t");
    run("UPDATE t SET x = 2 WHERE TRUE");
    assertThat(
            rows(
                "SELECT * FROM copied UNION ALL SELECT * FROM snapped UNION ALL SELECT * FROM empty"))
        .containsExactly(row(1L), row(1L));
    assertThatThrownBy(() -> run("DELETE snapped WHERE TRUE")).hasMessageContaining("snapshot");
    run("DROP SNAPSHOT TABLE snapped");
    assertThat(rows("SELECT table_name FROM INFORMATION_SCHEMA.TABLES ORDER BY 1"))
        .containsExactly(row("copied"), row("empty"), row("t"));
  }

  @Test
  void the_information_schema_is_read_as_a_whole() {
    run(
        "CREATE TABLE t (x INT64 NOT NULL, day DATE, price NUMERIC(10, 2)) PARTITION BY day CLUSTER BY x OPTIONS (description = 'd')");
    run("INSERT INTO t (x, day) VALUES (1, '2026-05-01'), (2, '2026-05-01'), (3, NULL)");
    assertThat(rows("SELECT ddl FROM INFORMATION_SCHEMA.TABLES"))
        .containsExactly(
            row(
                """
                CREATE TABLE `p.%s.t`
                (
                  x INT64 NOT NULL,
                  day DATE,
                  price NUMERIC(10, 2)
                )
                PARTITION BY day
                CLUSTER BY x
                OPTIONS(
                  description="d"
                );"""
                    .formatted(dataset)));
    assertThat(
            rows(
                "SELECT partition_id, total_rows, total_logical_bytes FROM INFORMATION_SCHEMA.PARTITIONS ORDER BY 1"))
        .containsExactly(row("20260501", 2L, 32L), row("__NULL__", 1L, 8L));
    assertThat(
            rows(
                "SELECT table_name, total_rows, total_partitions FROM INFORMATION_SCHEMA.TABLE_STORAGE"))
        .containsExactly(row("t", 3L, 2L));
    assertThat(rows("SELECT table_id, row_count, size_bytes, type FROM " + dataset + ".__TABLES__"))
        .containsExactly(row("t", 3L, 40L, 1L));
    for (String view : List.of("TABLES", "COLUMNS", "COLUMN_FIELD_PATHS", "SCHEMATA"))
      assertThat(rows("SELECT * FROM INFORMATION_SCHEMA." + view)).isNotEmpty();
    assertThat(rows("SELECT * FROM INFORMATION_SCHEMA.ROUTINES")).isEmpty();
    assertThat(rows("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES")).containsExactly(row(1L));
    assertThat(rows("SELECT * FROM INFORMATION_SCHEMA.VIEWS")).isEmpty();
    assertThatThrownBy(() -> run("SELECT dll FROM INFORMATION_SCHEMA.TABLES"))
        .hasMessageContaining("Unrecognized name: dll");
  }

  @Test
  void a_datetime_within_a_value_is_the_same_in_every_zone() {
    var hours =
        List.of(
            java.time.LocalDateTime.parse("2024-03-31T02:30:00"),
            java.time.LocalDateTime.parse("1582-10-10T00:00:00.000001"),
            java.time.LocalDateTime.parse("0001-01-01T00:00:00"));
    String array =
        "[DATETIME '2024-03-31 02:30:00', '1582-10-10 00:00:00.000001', '0001-01-01 00:00:00']";
    var zone = java.util.TimeZone.getDefault();
    java.util.TimeZone.setDefault(java.util.TimeZone.getTimeZone("Europe/Berlin"));
    try {
      run(
          "CREATE TABLE t AS SELECT 'a' AS id, "
              + array
              + " AS d, STRUCT("
              + array
              + " AS d) AS s");
      assertThat(rows("SELECT id, d, s FROM t"))
          .containsExactly(row("a", hours, java.util.Map.of("d", hours)));
      assertThat(
              warehouse()
                  .shelf()
                  .read(
                      convergence.warehouse.TableRef.of(dataset, "t"),
                      new Shelf.Slice(List.of(), "", 0, 10)))
          .containsExactly(row("a", hours, java.util.Map.of("d", hours)));
      assertThat(
              rows("DECLARE d DEFAULT " + array + "; SELECT d, STRUCT(d[OFFSET(0)] AS t, 1 AS n)"))
          .containsExactly(row(hours, java.util.Map.of("t", hours.getFirst(), "n", 1L)));
    } finally {
      java.util.TimeZone.setDefault(zone);
    }
  }
}
