package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Calls in calls: each level that multiplied the text would make these queries larger than any memory.
final class NestingTest extends OnTestWarehouse {
  /// @param pattern `%s` for the level below
  private static String nested(int levels, String pattern) {
    String text = "x";
    for (int i = 0; i < levels; i++) text = pattern.formatted(text);
    return text;
  }

  @Test
  void a_chain_of_divisions_is_as_long_as_it_is_written() throws SQLException {
    assertThat(column("SELECT " + nested(40, "%s / 2") + " FROM UNNEST([1.0, NULL, -3.0]) AS x"))
        .isEqualTo(Arrays.asList(Math.pow(2, -40), null, -3 * Math.pow(2, -40)));
    assertThat(column("SELECT " + nested(20, "(%s / 2 + 1)") + " FROM UNNEST([2.0]) AS x"))
        .isEqualTo(List.of(2.0));
  }

  @Test
  void functions_stand_in_each_other() throws SQLException {
    assertThat(column("SELECT " + nested(20, "UPPER(LOWER(%s))") + " FROM UNNEST(['ä']) AS x"))
        .isEqualTo(List.of("Ä"));
    assertThat(column("SELECT " + nested(20, "SUBSTR(%s, 1, 3)") + " FROM UNNEST(['abcd']) AS x"))
        .isEqualTo(List.of("abc"));
    assertThat(
            column(
                "SELECT "
                    + nested(20, "DATE_ADD(%s, INTERVAL 1 DAY)")
                    + " FROM UNNEST([DATE '2026-01-01']) AS x"))
        .isEqualTo(List.of(LocalDate.parse("2026-01-21")));
    assertThat(column("SELECT " + nested(20, "EXP(LN(%s))") + " > 0 FROM UNNEST([1.5]) AS x"))
        .isEqualTo(List.of(true));
  }

  @Test
  void casts_stand_between_functions() throws SQLException {
    assertThat(
            column(
                "SELECT "
                    + nested(15, "CAST(CAST(ABS(CAST(%s AS NUMERIC)) AS FLOAT64) / 1 AS NUMERIC)")
                    + " = 2.5 FROM UNNEST([2.5]) AS x"))
        .isEqualTo(List.of(true));
    assertThat(
            column(
                "SELECT SUM("
                    + nested(15, "IF(x > 1, SQRT(%s) / 1, POW(2, 1))")
                    + ") > 0 FROM UNNEST([2.5]) AS x"))
        .isEqualTo(List.of(true));
  }

  @Test
  void branches_stand_in_branches() throws SQLException {
    assertThat(
            column(
                "SELECT "
                    + nested(30, "IF(y = 1, 2.0, %s)")
                    + " FROM (SELECT y, ROUND(SQRT(y) / 3 / 2, 2) AS x FROM UNNEST([1.0, 36.0]) AS y)"))
        .isEqualTo(List.of(2.0, 1.0));
    assertThat(
            column(
                "SELECT "
                    + nested(30, "IF(x = 1, ROUND(SQRT(x) / 3 / 2, 2), %s)")
                    + " FROM UNNEST([1.0, 36.0]) AS x"))
        .isEqualTo(List.of(0.17, 36.0));
  }

  @Test
  void depth_counts_macros_only_and_no_texts() {
    assertThat(Nesting.depth("abs(x)")).isZero();
    assertThat(Nesting.depth("gs_upper(abs(gs_lower(x)))")).isEqualTo(2);
    assertThat(Nesting.depth("gs_upper(x) || gs_lower(y)")).isEqualTo(1);
    assertThat(Nesting.depth("gs_upper('gs_lower(gs_lower(' || '''(gs_' || \"gs_(\")"))
        .isEqualTo(1);
  }
}
