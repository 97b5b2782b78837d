package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.googlesql.ReferenceEvaluator;
import convergence.googlesql.ReferenceEvaluator.Answer;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ranges, as ZetaSQL's reference evaluator has them.
final class RangesTest extends OnTestWarehouse {
  private static final ReferenceEvaluator EVALUATOR = new ReferenceEvaluator();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RANGE(DATE '2024-01-01', DATE '2024-12-31')",
        "RANGE(NULL, DATETIME '2024-12-31 10:00:00')",
        "RANGE(CAST(NULL AS TIMESTAMP), NULL)",
        "RANGE(TIMESTAMP '2024-01-01 01:00:00+01', TIMESTAMP '2024-01-01 00:00:01+00')",
        "RANGE<DATE> '[UNBOUNDED, 2024-01-01)'",
        "CAST(RANGE<DATETIME> '[2024-01-01 10:00:00.5, UNBOUNDED)' AS STRING)",
        "CAST(RANGE<TIMESTAMP> '[2024-01-01 10:00:00+02, UNBOUNDED)' AS STRING)",
        "CAST('[2024-01-01, unbounded)' AS RANGE<DATE>)",
        "SAFE_CAST('[2024-13-01, 2025-01-01)' AS RANGE<DATE>)",
        "SAFE_CAST('2024-01-01, 2025-01-01' AS RANGE<DATE>)",
        "TO_JSON_STRING(RANGE<TIMESTAMP> '[2024-01-01 10:00:00.5+00, UNBOUNDED)')",
        "RANGE_START(RANGE<DATE> '[UNBOUNDED, 2024-01-01)')",
        "RANGE_END(RANGE<TIMESTAMP> '[UNBOUNDED, 2024-01-01 00:00:00.123456+00)')",
        "RANGE_START(CAST(NULL AS RANGE<DATETIME>))",
        "RANGE_OVERLAPS(RANGE<DATE> '[2024-01-01, 2024-01-02)', RANGE<DATE> '[2024-01-02, UNBOUNDED)')",
        "RANGE_OVERLAPS(RANGE<DATE> '[UNBOUNDED, UNBOUNDED)', RANGE<DATE> '[UNBOUNDED, 0001-01-02)')",
        "RANGE_CONTAINS(RANGE<DATE> '[2024-01-01, UNBOUNDED)', RANGE<DATE> '[2024-01-01, 2025-01-01)')",
        "RANGE_CONTAINS(RANGE<DATE> '[2024-01-01, 2025-01-01)', RANGE<DATE> '[2024-01-01, UNBOUNDED)')",
        "RANGE_CONTAINS(RANGE<DATE> '[2024-01-01, 2025-01-01)', DATE '2025-01-01')",
        "RANGE_CONTAINS(RANGE<DATETIME> '[UNBOUNDED, 2025-01-01)', DATETIME '0001-01-01 00:00:00')",
        "RANGE_INTERSECT(RANGE<DATE> '[2024-01-01, UNBOUNDED)', RANGE<DATE> '[UNBOUNDED, 2025-01-01)')",
        "GENERATE_RANGE_ARRAY(RANGE<DATE> '[2024-01-31, 2024-05-08)', INTERVAL 1 MONTH)",
        "GENERATE_RANGE_ARRAY(RANGE<DATE> '[2024-01-31, 2024-05-08)', INTERVAL 2 WEEK, FALSE)",
        "GENERATE_RANGE_ARRAY(RANGE<DATE> '[9999-12-01, 9999-12-31)', INTERVAL 1 MONTH)",
        "GENERATE_RANGE_ARRAY(RANGE<DATETIME> '[2024-01-31 10:00:00, 2024-02-03 00:00:00)',"
            + " INTERVAL '1 12:0:0' DAY TO SECOND)",
        "RANGE<DATE> '[2024-01-01, 2024-01-02)' < RANGE<DATE> '[2024-01-01, UNBOUNDED)'",
        "RANGE<DATE> '[UNBOUNDED, 2024-01-02)' < RANGE<DATE> '[0001-01-01, 2024-01-02)'",
        "RANGE<DATE> '[UNBOUNDED, 2024-01-02)' = RANGE<DATE> '[UNBOUNDED, 2024-01-02)'"
      })
  void a_range_is_what_it_is_to_zetasql(String expression) throws SQLException {
    agree("SELECT " + expression + " AS x");
  }

  @Test
  void ranges_stand_in_order_of_their_starts_and_then_of_their_ends() throws SQLException {
    String rows =
        "UNNEST([RANGE<DATE> '[2024-01-01, UNBOUNDED)', RANGE<DATE> '[UNBOUNDED, 2024-01-02)', NULL,"
            + " RANGE<DATE> '[2024-01-01, 2024-01-02)', RANGE<DATE> '[2024-01-01, UNBOUNDED)']) AS r";
    agree("SELECT r FROM " + rows + " ORDER BY r");
    agree("SELECT r FROM " + rows + " ORDER BY r DESC");
    agree("SELECT r, COUNT(*) FROM " + rows + " GROUP BY r ORDER BY r");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RANGE(DATE '2024-01-02', DATE '2024-01-02')",
        "CAST('[2024-01-02, 2024-01-01)' AS RANGE<DATE>)",
        "RANGE_INTERSECT(RANGE<DATE> '[2024-01-01, 2024-01-02)', RANGE<DATE> '[UNBOUNDED, 2024-01-01)')",
        "GENERATE_RANGE_ARRAY(RANGE<DATE> '[2024-01-31, UNBOUNDED)', INTERVAL 1 MONTH)",
        "GENERATE_RANGE_ARRAY(RANGE<DATE> '[2024-01-31, 2024-05-08)', INTERVAL 0 DAY)",
        "GENERATE_RANGE_ARRAY(RANGE<DATE> '[2024-01-31, 2024-05-08)', INTERVAL -1 DAY)",
        "GENERATE_RANGE_ARRAY(RANGE<DATE> '[2024-01-31, 2024-05-08)', INTERVAL 1 HOUR)",
        "GENERATE_RANGE_ARRAY(RANGE<DATE> '[2024-01-31, 2024-05-08)', INTERVAL '1-1 1' YEAR TO DAY)"
      })
  void what_is_no_range_fails_in_zetasqls_words(String expression) {
    String sql = "SELECT " + expression + " AS x";
    var answer = (Answer.Failed) EVALUATOR.answer(sql);
    assertThatThrownBy(() -> warehouse.rows(sql))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(answer.message());
  }

  @Test
  void a_range_in_format_is_refused() {
    assertThatThrownBy(
            () -> warehouse.rows("SELECT FORMAT('%t', RANGE<DATE> '[2024-01-01, UNBOUNDED)')"))
        .hasMessageContaining("RANGE<DATE>");
  }

  private static void agree(String sql) throws SQLException {
    var ours = warehouse.rows(sql);
    assertThat(EVALUATOR.answer(sql)).as(sql).isEqualTo(new Answer.Rows(ours));
  }
}
