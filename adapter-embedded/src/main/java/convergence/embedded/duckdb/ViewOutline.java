package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.CommandCompiler;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.ScriptResolver;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a view's query gives now, as a statement would see it.
///
/// @param reads each table below, and the shape that it has
record ViewOutline(List<Column> columns, Map<String, String> reads) {
  ViewOutline {
    columns = List.copyOf(columns);
    reads = Map.copyOf(reads);
  }

  /// @param project in which the query's names are looked up
  /// @throws SqlError as for [Sources]
  /// @throws convergence.warehouse.SqlFault the query does not resolve any more
  static ViewOutline of(
      String sql, TableRef view, String project, Catalog catalog, ScriptResolver resolver) {
    var scope = new Scope(catalog, project, view.dataset());
    var noting = new Noting(scope, catalog);
    var around = new Surroundings(List.of(), scope.routines(), List.of(), List.of(), null);
    var query = (Query) resolver.command(sql, around, noting, view.dataset());
    var sources = new Sources(scope, catalog, resolver);
    var compiled = CommandCompiler.query(query, sources.context(Map.of()));
    return new ViewOutline(compiled.columns(), noting.shapes);
  }

  /// What the scope sees, noting which tables were asked for.
  private static final class Noting implements Schemas {
    private final Scope scope;
    private final Catalog catalog;
    private final Map<String, String> shapes = new TreeMap<>();

    Noting(Scope scope, Catalog catalog) {
      this.scope = scope;
      this.catalog = catalog;
    }

    @Override
    public Optional<TableSchema> find(TableRef table) {
      if (scope.meaning(table) instanceof Scope.Meaning.Known(var known, var stored))
        shapes.put(known.dataset() + "." + known.table(), stored.shape());
      return scope.schemas().find(table);
    }

    @Override
    public long version() {
      return catalog.version();
    }
  }
}
