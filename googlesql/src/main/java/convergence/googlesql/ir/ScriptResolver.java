package convergence.googlesql.ir;

import convergence.warehouse.Schemas;
import java.util.List;

/// GoogleSQL statements of every kind → [Command], scripts → [Step]. Refuses as [Resolver] does, which serves
/// a tenant's templates; here wildcard tables and INFORMATION_SCHEMA are asked of the schemas like any table:
/// `ds.events_*`, `ds.INFORMATION_SCHEMA.TABLES`.
public interface ScriptResolver extends Resolver {
  /// @param defaultDataset where unqualified names live; empty: they must be qualified
  Command command(String sql, Surroundings around, Schemas schemas, String defaultDataset);

  /// The type that stands in `sql`, such as `ARRAY<INT64>`.
  IrType type(String sql);

  /// One step for a text that is a statement.
  List<Step> script(String sql);
}
