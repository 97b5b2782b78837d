package convergence.googlesql;

import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.Statements;
import convergence.warehouse.Variable;
import jakarta.inject.Singleton;
import java.util.Map;

/// [Statements] by ZetaSQL.
@Singleton
public final class GoogleSqlStatements implements Statements {
  private final Binder binder;

  public GoogleSqlStatements(ZetaSql zetaSql) {
    binder = new Binder(zetaSql);
  }

  @Override
  public BoundSql bind(String template, Map<String, Variable> variables) {
    return binder.bind(template, variables);
  }

  @Override
  public Analysis analyse(BoundSql sql, Schemas schemas, String defaultDataset) {
    throw new UnsupportedOperationException();
  }
}
