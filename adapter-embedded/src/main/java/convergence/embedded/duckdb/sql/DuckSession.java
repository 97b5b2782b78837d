package convergence.embedded.duckdb.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What a DuckDB session needs so that compiled SQL means what GoogleSQL says: settings, macros, Java functions.
public final class DuckSession {
  private static final List<String> SETTINGS =
      List.of(
          "SET TimeZone = 'UTC'",
          "SET default_null_order = 'NULLS_LAST'",
          "SET default_order = 'ASC'",
          "SET preserve_insertion_order = true",
          // A chain of 500 terms is two levels for each. The threads' stacks must hold them.
          "SET max_expression_depth = 2500",
          // DuckDB would compute what stands in two branches, or within TRY and outside of it, once
          // for all rows, and raise errors that no row asks for.
          "SET disabled_optimizers = 'common_subexpressions'");

  private DuckSession() {}

  /// Statements for each new connection, in order.
  public static List<String> statements() {
    List<String> all = new ArrayList<>(SETTINGS);
    all.addAll(Macros.statements());
    return all;
  }

  /// Java functions, once per opened database before its first compiled query: all its connections share them.
  public static void register(Connection connection) throws SQLException {
    Udfs.register(connection);
  }
}
