package convergence.googlesql.ir;

import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;

/// GoogleSQL text → [Query]. What it does not know it refuses with a
/// [convergence.warehouse.SqlFault] of code `unsupported` that names the construct.
@FunctionalInterface
public interface Resolver {
  /// @param defaultDataset where unqualified names live
  Query resolve(BoundSql sql, Schemas schemas, String defaultDataset);
}
