package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.googlesql.ReferenceEvaluator;
import convergence.googlesql.ReferenceEvaluator.Answer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Set operations whose columns are matched by name, as ZetaSQL's reference evaluator has them.
final class SetOperationsTest extends OnTestWarehouse {
  private static final String LEFT =
      "SELECT x, CAST(x AS STRING) AS y, x + 10 AS z FROM UNNEST([1, 2, 2, 3]) AS x";
  private static final String RIGHT =
      "SELECT '2' AS Y, x AS X, x * 0.5 AS w FROM UNNEST([2, 2, 5]) AS x";
  private static final String SAME = "SELECT x, y FROM (" + LEFT + ")";
  private static final String TURNED = "SELECT Y, X FROM (" + RIGHT + ")";
  private static final List<String> OPERATIONS =
      List.of("UNION ALL", "UNION DISTINCT", "INTERSECT DISTINCT", "EXCEPT DISTINCT");
  private static final ReferenceEvaluator EVALUATOR = new ReferenceEvaluator();

  private static void agree(String sql) throws SQLException {
    var ours = warehouse.rows(sql);
    var answer = EVALUATOR.answer(sql);
    assertThat(answer).as(sql).isInstanceOf(Answer.Rows.class);
    var theirs = ((Answer.Rows) answer).rows();
    assertThat(ours).as(sql).containsExactlyInAnyOrderElementsOf(theirs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s BY NAME",
        "%s BY NAME ON (x, Y)",
        "%s STRICT CORRESPONDING",
        "%s CORRESPONDING BY (y, x)"
      })
  void the_same_columns_in_another_order(String modes) throws SQLException {
    for (var operation : OPERATIONS) {
      String sql = SAME + " " + modes.formatted(operation) + " " + TURNED;
      agree(sql);
      agree("SELECT x, COUNT(*) FROM (" + sql + ") GROUP BY x");
      agree("WITH w AS (" + sql + ") SELECT * FROM w FULL UNION ALL BY NAME SELECT 1 AS v FROM w");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INNER %s BY NAME",
        "FULL %s BY NAME",
        "FULL OUTER %s BY NAME",
        "LEFT %s BY NAME",
        "LEFT OUTER %s BY NAME",
        "INNER %s BY NAME ON (y)",
        "FULL %s BY NAME ON (y, z, w)",
        "LEFT %s BY NAME ON (z, x)",
        "%s CORRESPONDING",
        "FULL %s CORRESPONDING",
        "LEFT %s CORRESPONDING",
        "%s CORRESPONDING BY (y)",
        "FULL %s CORRESPONDING BY (x, w)",
      })
  void columns_are_matched_by_name(String modes) throws SQLException {
    for (var operation : OPERATIONS) agree(LEFT + " " + modes.formatted(operation) + " " + RIGHT);
  }
}
