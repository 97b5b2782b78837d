package convergence.googlesql.resolve;

import convergence.googlesql.ZetaSql;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Resolver;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import jakarta.inject.Singleton;

/// [Resolver] by ZetaSQL. Thread-safe.
@Singleton
public final class ZetaSqlResolver implements Resolver {
  private final ZetaSql zetaSql;

  public ZetaSqlResolver(ZetaSql zetaSql) {
    this.zetaSql = zetaSql;
  }

  @Override
  public Query resolve(BoundSql sql, Schemas schemas, String defaultDataset) {
    return zetaSql.analyse(
        sql, schemas, defaultDataset, resolved -> new Statements(resolved).query());
  }
}
