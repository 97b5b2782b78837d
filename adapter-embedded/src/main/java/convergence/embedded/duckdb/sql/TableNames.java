package convergence.embedded.duckdb.sql;

import convergence.warehouse.TableRef;

/// Where a GoogleSQL table lies in DuckDB, and what stands in FROM for a view of INFORMATION_SCHEMA. DuckDB ignores case, so whoever implements this keeps apart what
/// differs only in case.
@FunctionalInterface
public interface TableNames {
  /// @return quoted and ready to stand in SQL text, such as `"acme"."costs"`
  String quoted(TableRef table);
}
