package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Columns, routines and errors by BigQuery's types and words.
final class SqlDeskTypesTest extends DeskStories {
  @Test
  void columns_hold_ranges() {
    run("CREATE TABLE r (d RANGE<DATE>, ts ARRAY<RANGE<TIMESTAMP>>, s STRUCT<x RANGE<DATETIME>>)");
    run(
        "INSERT r VALUES (RANGE<DATE> '[2024-01-01, UNBOUNDED)',"
            + " [RANGE<TIMESTAMP> '[2024-01-01 10:00:00+02, 2024-01-02 00:00:00+00)'],"
            + " STRUCT(RANGE(NULL, DATETIME '2024-01-01 10:00:00'))), (NULL, [], NULL)");
    var told = run("SELECT * FROM r WHERE RANGE_CONTAINS(d, DATE '2030-01-01')");
    assertThat(told.rows().columns()).extracting(Column::type).startsWith(SqlType.RANGE_DATE);
    assertThat(told.rows().rows())
        .containsExactly(
            row(
                "[2024-01-01, UNBOUNDED)",
                List.of("[2024-01-01 08:00:00+00, 2024-01-02 00:00:00+00)"),
                java.util.Map.of("x", "[UNBOUNDED, 2024-01-01 10:00:00)")));
    assertThat(rows("DECLARE d RANGE<DATE> DEFAULT (SELECT MAX(d) FROM r); SELECT RANGE_START(d)"))
        .containsExactly(row(java.time.LocalDate.parse("2024-01-01")));
    assertThat(
            rows(
                "SELECT data_type FROM "
                    + dataset
                    + ".INFORMATION_SCHEMA.COLUMNS WHERE column_name = 'd'"))
        .containsExactly(row("RANGE<DATE>"));
  }

  @Test
  void ranges_that_meet_make_a_session() {
    run("CREATE TABLE r (u STRING, d RANGE<DATE>)");
    run(
        "INSERT r VALUES ('a', RANGE<DATE> '[2024-01-01, 2024-01-03)'),"
            + " ('a', RANGE<DATE> '[2024-01-03, 2024-01-05)'), ('a', RANGE<DATE> '[2024-01-04, 2024-01-07)'),"
            + " ('a', RANGE<DATE> '[2024-02-01, UNBOUNDED)'), ('a', RANGE<DATE> '[2024-03-01, 2024-03-02)'),"
            + " ('b', RANGE<DATE> '[UNBOUNDED, 2024-01-02)')");
    String sessions =
        "SELECT u, session_range, COUNT(*) AS n FROM RANGE_SESSIONIZE(TABLE r, 'd', ['u']%s)"
            + " GROUP BY u, session_range ORDER BY u, session_range";
    assertThat(rows(sessions.formatted("")))
        .containsExactly(
            row("a", "[2024-01-01, 2024-01-07)", 3L),
            row("a", "[2024-02-01, UNBOUNDED)", 2L),
            row("b", "[UNBOUNDED, 2024-01-02)", 1L));
    assertThat(rows(sessions.formatted(", 'OVERLAPS'")))
        .containsExactly(
            row("a", "[2024-01-01, 2024-01-03)", 1L),
            row("a", "[2024-01-03, 2024-01-07)", 2L),
            row("a", "[2024-02-01, UNBOUNDED)", 2L),
            row("b", "[UNBOUNDED, 2024-01-02)", 1L));
    assertThatThrownBy(() -> run(sessions.formatted(", 'OTHERS'")))
        .hasMessageContaining(
            "Could not cast literal \"OTHERS\" to type RANGE_SESSIONIZE_MODE at [1:");
    assertThatThrownBy(
            () ->
                run(
                    "SELECT * FROM RANGE_SESSIONIZE(TABLE r, 'd', ['u']),"
                        + " RANGE_SESSIONIZE(TABLE r, 'd', [])"))
        .hasMessageContaining("RANGE_SESSIONIZE with other columns");
  }

  @Test
  void a_range_that_is_not_there_makes_one_session_of_its_group() {
    run("CREATE TABLE r (u STRING, d RANGE<DATE>)");
    run(
        "INSERT r VALUES ('a', NULL), ('a', RANGE<DATE> '[2024-01-01, 2024-01-03)'),"
            + " ('a', RANGE<DATE> '[2024-02-01, 2024-02-02)')");
    assertThat(
            rows("SELECT d, session_range FROM RANGE_SESSIONIZE(TABLE r, 'd', ['u']) ORDER BY d"))
        .containsExactly(
            row(null, null),
            row("[2024-01-01, 2024-01-03)", "[2024-01-01, 2024-02-02)"),
            row("[2024-02-01, 2024-02-02)", "[2024-01-01, 2024-02-02)"));
  }

  @Test
  void columns_hold_geographies() {
    run("CREATE TABLE g (id INT64, place GEOGRAPHY, ways ARRAY<GEOGRAPHY>)");
    run(
        "INSERT g VALUES (1, ST_GEOGPOINT(-122.4, 37.8), [ST_GEOGFROMTEXT('LINESTRING(0 0, 1 1)')])");
    run("INSERT g (id, place) VALUES (2, ST_GEOGPOINT(0, 0))");
    run("INSERT g (id) VALUES (3)");
    assertThat(rows("SELECT place, ways FROM g ORDER BY id"))
        .containsExactly(
            row("POINT(-122.4 37.8)", List.of("LINESTRING(0 0, 1 1)")),
            row("POINT(0 0)", List.of()),
            row(null, List.of()));
    assertThat(rows("SELECT id FROM g WHERE ST_DWITHIN(place, ST_GEOGPOINT(0, 1), 112000)"))
        .containsExactly(row(2L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x + 1 FROM UNNEST([9223372036854775807]) AS x | int64 overflow: 9223372036854775807 + 1",
        "x - 2 FROM UNNEST([-9223372036854775807]) AS x | int64 overflow: -9223372036854775807 - 2",
        "x * 2 FROM UNNEST([9223372036854775807]) AS x | int64 overflow: 9223372036854775807 * 2",
        "-x FROM UNNEST([-9223372036854775807 - 1]) AS x | int64 overflow: --9223372036854775808",
        "ABS(x) FROM UNNEST([-9223372036854775807 - 1]) AS x | int64 overflow: --9223372036854775808",
        "SUM(x) FROM UNNEST([9223372036854775807, 1]) AS x | int64 overflow",
        "SUM(x) FROM UNNEST([NUMERIC '99999999999999999999999999999', 1]) AS x | numeric overflow: SUM",
        "CAST(NUMERIC '99999999999999999999999999999' AS INT64) | int64 out of range: 99999999999999999999999999999",
        "(SELECT x FROM UNNEST([1, 2]) AS x) | Scalar subquery produced more than one element",
        "CAST(b'\\xff' AS STRING) | Invalid cast of bytes to UTF8 string",
        "'a' LIKE CONCAT('a', '\\\\') | LIKE pattern ends with a backslash",
        "SUM(COUNT(*)) FROM UNNEST([1]) AS x | Aggregations of aggregations are not allowed at [1:8]",
        "[1] = [1] | Equality is not defined for arguments of type ARRAY<INT64> at [1:8]",
        "x FROM UNNEST([1]) AS x LIMIT 1 + 1 | LIMIT expects an integer literal or parameter at [1:38]",
        "LN(-1) | Floating point error in function: LN(-1)",
        "MOD(NUMERIC '1', 0) | division by zero: MOD(1, 0)"
      })
  void an_error_is_told_in_googlesqls_words(String expression, String words) {
    assertThatThrownBy(() -> run("SELECT " + expression))
        .isInstanceOfSatisfying(
            SqlError.class, e -> assertThat(e.reason()).isEqualTo(SqlError.Reason.INVALID_QUERY))
        .hasMessage(words);
  }

  @Test
  void a_table_function_gives_the_columns_that_it_declares() {
    run(
        "CREATE TABLE FUNCTION declared(n INT64) RETURNS TABLE<y FLOAT64, s STRUCT<a INT64>> AS"
            + " (SELECT 'left out' AS z, STRUCT(x AS a) AS s, x AS y FROM UNNEST(GENERATE_ARRAY(1, n)) AS x)");
    var told = run("SELECT * FROM declared(2) ORDER BY y");
    assertThat(told.rows().columns()).extracting(Column::name).containsExactly("y", "s");
    assertThat(told.rows().rows())
        .containsExactly(row(1.0, java.util.Map.of("a", 1L)), row(2.0, java.util.Map.of("a", 2L)));
    assertThat(rows("SELECT ddl FROM " + dataset + ".INFORMATION_SCHEMA.ROUTINES").toString())
        .contains("RETURNS TABLE<y FLOAT64, s STRUCT<a INT64>>");
    assertThatThrownBy(
            () -> run("CREATE TABLE FUNCTION wrong() RETURNS TABLE<q INT64> AS SELECT 1 AS x"))
        .hasMessageContaining("Required column name q");
  }

  @Test
  void a_function_may_return_a_struct() {
    run("CREATE FUNCTION pair(x INT64) RETURNS STRUCT<a INT64, `b c` RANGE<DATE>> AS ((x, NULL))");
    assertThat(rows("SELECT pair(1).a")).containsExactly(row(1L));
  }

  @Test
  void a_parameterized_type_may_become_wider() {
    run("CREATE TABLE narrow (n NUMERIC(5, 2), s STRING(2))");
    run("ALTER TABLE narrow ALTER COLUMN n SET DATA TYPE NUMERIC(8, 3)");
    run("ALTER TABLE narrow ALTER COLUMN s SET DATA TYPE STRING(4)");
    run("INSERT narrow VALUES (12345.678, 'four')");
    assertThatThrownBy(() -> run("INSERT narrow (s) VALUES ('fives')"))
        .isInstanceOf(SqlError.class);
    assertThatThrownBy(() -> run("ALTER TABLE narrow ALTER COLUMN n SET DATA TYPE NUMERIC(8, 4)"))
        .hasMessageContaining(
            "existing column type (NUMERIC(8, 3)) is assignable to the new type (NUMERIC(8, 4))");
    assertThat(
            rows(
                "SELECT data_type FROM "
                    + dataset
                    + ".INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'narrow' ORDER BY column_name"))
        .containsExactly(row("NUMERIC(8, 3)"), row("STRING(4)"));
  }

  @Test
  void keys_that_are_not_enforced_change_nothing() {
    run("CREATE TABLE keyed (a INT64, b INT64)");
    run("ALTER TABLE keyed ADD PRIMARY KEY (a) NOT ENFORCED");
    run("INSERT keyed VALUES (1, 1), (1, 2)");
    assertThat(rows("SELECT COUNT(*) FROM keyed")).containsExactly(row(2L));
  }
}
