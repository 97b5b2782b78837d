package convergence.embedded.duckdb;

import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.ScriptResolver;
import convergence.googlesql.ir.Step;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import java.util.List;

/// Understands nothing: for processes that are to be killed, which hand resolved statements in themselves.
final class Wordless implements ScriptResolver {
  static final ScriptResolver RESOLVER = new Wordless();

  private Wordless() {}

  @Override
  public Query resolve(BoundSql sql, Schemas schemas, String defaultDataset) {
    throw new IllegalStateException("no ZetaSQL here");
  }

  @Override
  public Command command(String sql, Surroundings around, Schemas schemas, String defaultDataset) {
    throw new IllegalStateException("no ZetaSQL here");
  }

  @Override
  public IrType type(String sql) {
    throw new IllegalStateException("no ZetaSQL here");
  }

  @Override
  public List<Step> script(String sql) {
    throw new IllegalStateException("no ZetaSQL here");
  }
}
