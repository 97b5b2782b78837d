package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.Compiled;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;

/// GoogleSQL → DuckDB's SQL; [convergence.embedded.duckdb.sql.SqlCompiler#compile] is it.
@FunctionalInterface
interface Compiler {
  /// @throws convergence.warehouse.SqlFault what does not parse, does not resolve or is not supported
  Compiled compile(BoundSql sql, Schemas schemas, String defaultDataset);
}
