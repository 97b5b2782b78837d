package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.googlesql.ZetaSql;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Traps that comparison with the reference evaluator found: an error shows where its value is asked for, and only
/// there.
final class LazyTrapsTest {
  private static ZetaSql zetaSql;
  private static TestWarehouse warehouse;

  @BeforeAll
  static void open() throws SQLException {
    zetaSql = new ZetaSql();
    warehouse = new TestWarehouse(zetaSql);
  }

  @AfterAll
  static void close() throws SQLException {
    warehouse.close();
    zetaSql.close();
  }

  private static List<?> column(String sql) throws SQLException {
    return warehouse.rows(sql).stream().map(List::getFirst).toList();
  }

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
  void what_hangs_on_longer_floats_is_refused() {
    fails(
        "SELECT ROUND(x, 4) FROM UNNEST([1.7976931348623157e308]) AS x",
        "ROUND of the greatest FLOAT64 is not supported");
    fails(
        "SELECT PERCENTILE_DISC(x, 0) OVER () FROM UNNEST([CAST('nan' AS FLOAT64)]) AS x",
        "NaN in a percentile is not supported");
  }
}
