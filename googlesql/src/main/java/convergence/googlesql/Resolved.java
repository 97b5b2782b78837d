package convergence.googlesql;

import com.google.zetasql.Table;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One statement as ZetaSQL resolved it, and what its tables are to us. Only to be used on the thread that
/// hands it over.
public final class Resolved {
  private final ResolvedStatement statement;
  private final Map<Long, Tables.Known> tables;
  private final @Nullable String defaultDataset;

  Resolved(
      ResolvedStatement statement,
      Map<Long, Tables.Known> tables,
      @Nullable String defaultDataset) {
    this.statement = statement;
    this.tables = tables;
    this.defaultDataset = defaultDataset;
  }

  public ResolvedStatement statement() {
    return statement;
  }

  /// The table that a scan (or the target of a DML statement) names.
  public TableRef ref(Table table) {
    return known(table).ref();
  }

  /// What [convergence.warehouse.Schemas] said of it.
  public TableSchema schema(Table table) {
    return known(table).schema();
  }

  /// The table that a DDL statement's name path means; it need not exist.
  public TableRef ref(List<String> path) {
    return Tables.ref(path, defaultDataset);
  }

  private Tables.Known known(Table table) {
    Tables.Known known = tables.get(table.getId());
    if (known == null)
      throw new SqlFault("unsupported", table.getFullName() + " is no table", 0, 0);
    return known;
  }
}
