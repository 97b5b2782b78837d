package convergence.embedded.duckdb.sql;

import convergence.googlesql.ZetaSql;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// One warehouse in memory for all stories of a class.
abstract class OnTestWarehouse {
  private static ZetaSql zetaSql;
  static TestWarehouse warehouse;

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

  /// What a SELECT of this alone returns.
  static @Nullable Object value(String expression) throws SQLException {
    return warehouse.value("SELECT " + expression);
  }

  /// The first column of what a query returns.
  static List<?> column(String sql) throws SQLException {
    return warehouse.rows(sql).stream().map(List::getFirst).toList();
  }
}
