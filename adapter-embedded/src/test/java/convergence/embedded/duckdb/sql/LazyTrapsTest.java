package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Traps that comparison with the reference evaluator found: an error shows where its value is asked for, and only
/// there.
final class LazyTrapsTest extends OnTestWarehouse {
  private static void fails(String sql, String message) {
    assertThatThrownBy(() -> column(sql))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message);
  }

  @Test
  void least_computes_all_its_arguments_even_after_a_null() throws SQLException {
    String rows = " FROM UNNEST([STRUCT(CAST(NULL AS INT64) AS x, %s AS y)])";
    fails("SELECT LEAST(x, DIV(1, y))" + rows.formatted(0), "division by zero");
    fails("SELECT GREATEST(x, DIV(1, y), 3)" + rows.formatted(0), "division by zero");
    assertThat(column("SELECT LEAST(x, DIV(1, y))" + rows.formatted(1))).containsOnlyNulls();
    assertThat(column("SELECT LEAST(IFNULL(x, 4), DIV(9, y))" + rows.formatted(3)))
        .isEqualTo(List.of(3L));
  }

  @Test
  void what_fails_behind_a_null_fails() throws SQLException {
    String rows =
        " FROM UNNEST([STRUCT(CAST(NULL AS FLOAT64) AS x, CAST(NULL AS BOOL) AS b, %s AS y)])";
    for (var call :
        List.of(
            "ATAN2(x, 1 / y)",
            "x + 1 / y",
            "x - 1 / y",
            "x < 1 / y",
            "x BETWEEN 1 / y AND 2",
            "x IN (1 / y, 2)",
            "TO_JSON_STRING(1 / y, b)",
            "COSINE_DISTANCE([x, 1 / y], [1.0, 2.0])")) {
      fails("SELECT " + call + rows.formatted("0"), "division by zero");
    }
    fails(
        "SELECT ATAN2(x, COSINE_DISTANCE([1.0], [1.0, 2.0 * y]))" + rows.formatted("1"),
        "Array length mismatch");
    assertThat(column("SELECT x - 1 / y" + rows.formatted("2"))).containsOnlyNulls();
    assertThat(column("SELECT IFNULL(x, 4) - 1 / y" + rows.formatted("2"))).isEqualTo(List.of(3.5));
    assertThat(column("SELECT CAST(IFNULL(x, 4) AS INT64) < DIV(9, y)" + rows.formatted("2")))
        .isEqualTo(List.of(false));
    assertThat(column("SELECT TO_JSON_STRING([1, y], b IS NULL)" + rows.formatted("2")))
        .isEqualTo(List.of("[\n  1,\n  2\n]"));
  }

  @Test
  void a_branch_that_is_not_taken_does_not_fail_beside_a_subquery() throws SQLException {
    String rows = " FROM UNNEST([STRUCT(1 AS k, [7] AS a), (4, [8])]) AS t ORDER BY t.k";
    String value = "(SELECT MAX(e) FROM UNNEST([t.k, 0]) AS e)";
    assertThat(column("SELECT CASE " + value + " WHEN 4 THEN 0 ELSE DIV(6, t.k - 4) END" + rows))
        .isEqualTo(List.of(-2L, 0L));
    assertThat(
            column(
                "SELECT CASE "
                    + value
                    + " WHEN 1 THEN a[OFFSET(t.k - 1)] WHEN 4 THEN (SELECT SUM(e) FROM UNNEST(a) AS e) END"
                    + rows))
        .isEqualTo(List.of(7L, 8L));
    fails("SELECT CASE " + value + " WHEN 4 THEN DIV(1, t.k - 4) END" + rows, "division by zero");
  }

  @Test
  void a_time_goes_back_by_the_least_number_too() throws SQLException {
    String rows = " FROM UNNEST([-9223372036854775808]) AS n";
    assertThat(column("SELECT CAST(TIME_SUB(TIME '01:30:00', INTERVAL n MINUTE) AS STRING)" + rows))
        .isEqualTo(List.of("19:38:00"));
    assertThat(column("SELECT CAST(TIME_ADD(TIME '01:30:00', INTERVAL n MINUTE) AS STRING)" + rows))
        .isEqualTo(List.of("07:22:00"));
  }

  @Test
  void offsets_are_written_in_whole_minutes() throws SQLException {
    assertThat(
            column(
                "SELECT FORMAT_TIMESTAMP('%T %Ez', t, 'America/New_York') FROM UNNEST([TIMESTAMP '1800-06-01 12:00:00+00', '2020-06-01 12:00:00+00']) AS t"))
        .isEqualTo(List.of("07:04:00 -04:56", "08:00:00 -04:00"));
  }

  @Test
  void control_characters_are_no_white_space_around_a_host() throws SQLException {
    assertThat(
            column(
                "SELECT NET.HOST(x) FROM UNNEST([CODE_POINTS_TO_STRING([1, 1]), '\\t a.b \\n']) AS x"))
        .isEqualTo(List.of("\u0001\u0001", "a.b"));
  }

  @Test
  void what_follows_a_json_word_is_not_read() throws SQLException {
    assertThat(
            column(
                "SELECT JSON_EXTRACT_SCALAR(x) FROM UNNEST(['truetrueb', ' falsey', 'tru', 'nullx', '12x']) AS x"))
        .isEqualTo(java.util.Arrays.asList("true", "false", null, null, "12"));
  }

  @Test
  void a_row_that_limit_cuts_may_hold_an_array_with_a_null() throws SQLException {
    String rows = " FROM (SELECT [NULL, 1] AS a, 2 AS o UNION ALL SELECT [5], 1) ORDER BY o";
    assertThat(column("SELECT a" + rows + " LIMIT 1")).isEqualTo(List.of(List.of(5L)));
    fails("SELECT a" + rows + " LIMIT 2", "Array cannot have a null element");
    fails("SELECT a" + rows + " LIMIT 1 OFFSET 1", "Array cannot have a null element");
  }

  @Test
  void json_keys_are_not_limited_by_a_depth_that_is_null() throws SQLException {
    assertThat(
            column(
                "SELECT JSON_KEYS(JSON '{\"a\":{\"b\":1}}', d) FROM UNNEST([CAST(NULL AS INT64)]) AS d"))
        .isEqualTo(List.of(List.of("a", "a.b")));
  }

  @Test
  void a_wrong_depth_or_mode_of_json_keys_fails_for_a_null_as_well() throws SQLException {
    String rows = " FROM UNNEST([STRUCT(CAST(NULL AS JSON) AS j, %s AS d)])";
    fails("SELECT JSON_KEYS(j, d)" + rows.formatted("0"), "max_depth must be positive");
    fails(
        "SELECT JSON_KEYS(j, d, mode => CAST(NULL AS STRING))" + rows.formatted("0"),
        "max_depth must be positive");
    fails("SELECT JSON_KEYS(j, d, mode => 'bad')" + rows.formatted("1"), "Invalid JSON mode");
    assertThat(column("SELECT JSON_KEYS(j, d) IS NULL" + rows.formatted("1")))
        .isEqualTo(List.of(true));
    assertThat(
            column(
                "SELECT JSON_KEYS(JSON '{\"a\":1}', d, mode => CAST(NULL AS STRING)) IS NULL"
                    + rows.formatted("1")))
        .isEqualTo(List.of(true));
  }

  @Test
  void what_hangs_on_longer_floats_is_refused() {
    fails(
        "SELECT ROUND(x, 4) FROM UNNEST([1.7976931348623157e308]) AS x",
        "ROUND of the greatest FLOAT64 is not supported");
    fails(
        "SELECT PERCENTILE_DISC(x, 0) OVER () FROM UNNEST([CAST('nan' AS FLOAT64)]) AS x",
        "NaN in a percentile is not supported");
  }
}
