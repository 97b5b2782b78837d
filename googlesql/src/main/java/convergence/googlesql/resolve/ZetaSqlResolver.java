package convergence.googlesql.resolve;

import convergence.googlesql.ZetaSql;
import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.ScriptResolver;
import convergence.googlesql.ir.Step;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// [ScriptResolver] by ZetaSQL. Thread-safe.
@Singleton
public final class ZetaSqlResolver implements ScriptResolver {
  private final ZetaSql zetaSql;

  public ZetaSqlResolver(ZetaSql zetaSql) {
    this.zetaSql = zetaSql;
  }

  @Override
  public Query resolve(BoundSql sql, Schemas schemas, String defaultDataset) {
    return zetaSql.analyse(
        sql, schemas, defaultDataset, resolved -> new Statements(resolved).query());
  }

  @Override
  public Command command(String sql, Surroundings around, Schemas schemas, String defaultDataset) {
    return zetaSql.analyse(
        sql, around, schemas, defaultDataset, resolved -> new Commands(resolved).command());
  }

  @Override
  public IrType type(String sql) {
    var query = (Query) command("SELECT CAST(NULL AS " + sql + ")", Surroundings.none(), NONE, "");
    return query.outputs().getFirst().column().type();
  }

  @Override
  public List<Step> script(String sql) {
    return zetaSql.script(sql);
  }

  private static final Schemas NONE =
      new Schemas() {
        @Override
        public Optional<TableSchema> find(TableRef table) {
          return Optional.empty();
        }

        @Override
        public long version() {
          return 0;
        }
      };
}
