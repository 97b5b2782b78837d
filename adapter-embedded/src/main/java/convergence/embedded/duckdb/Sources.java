package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.literal;
import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.sql.CommandCompiler;
import convergence.embedded.duckdb.sql.Context;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.ScriptResolver;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.Column;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.TableRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What stands in FROM for the tables of one statement, noting which tables it reads.
final class Sources {
  private static final int VIEWS_IN_VIEWS = 16;
  private final Scope scope;
  private final Catalog catalog;
  private final ScriptResolver resolver;
  private final Set<TableRef> read = new LinkedHashSet<>();
  private int depth;

  Sources(Scope scope, Catalog catalog, ScriptResolver resolver) {
    this.scope = scope;
    this.catalog = catalog;
    this.resolver = resolver;
  }

  Set<TableRef> read() {
    return read;
  }

  Context context(Map<String, convergence.googlesql.ir.Expr> values) {
    return new Context(this::from, values, this::script);
  }

  private Optional<Routine.JsFunction> script(String path) {
    return scope
        .routine(List.of(path))
        .filter(Routine.JsFunction.class::isInstance)
        .map(Routine.JsFunction.class::cast);
  }

  private String from(Rel.Table table) {
    return switch (scope.meaning(table.table())) {
      case Scope.Meaning.Temporary temporary -> own(temporary.physical(), temporary.stored());
      case Scope.Meaning.Known known -> {
        if (known.stored().isView()) yield view(known.table(), known.stored());
        read.add(known.table());
        yield own(catalog.physical(known.table()), known.stored());
      }
      case Scope.Meaning.Wildcard wildcard -> union(wildcard);
      case Scope.Meaning.Information(var dataset, var view) ->
          new InformationSchema(catalog, scope).from(dataset, view);
      case Scope.Meaning.Missing(var missing) -> throw scope.missing(missing);
    };
  }

  /// With the rowid, so that it may be the target of DML, too.
  private static String own(String physical, StoredTable stored) {
    if (!stored.told().byIngestion()) return physical;
    return "(SELECT rowid, *, CAST("
        + quote(Shapes.PARTITION_TIME)
        + " AS DATE) AS "
        + quote(Shapes.PARTITION_DATE)
        + " FROM "
        + physical
        + ") AS p";
  }

  /// A view is its own query, in its own dataset and without the script's variables.
  private String view(TableRef view, StoredTable stored) {
    if (depth >= VIEWS_IN_VIEWS) throw SqlErrors.unsupported("more than 16 views in views");
    depth++;
    var there = scope.inView(view.dataset());
    var around = new Surroundings(List.of(), there.routines(), List.of(), List.of(), null);
    var query =
        (Query)
            resolver.command(
                String.valueOf(stored.schema().viewSql()), around, there.schemas(), view.dataset());
    var below = new Sources(there, catalog, resolver);
    below.depth = depth;
    var compiled = CommandCompiler.query(query, below.context(Map.of()));
    read.addAll(below.read);
    depth--;
    return "(" + renamed(compiled.duckSql(), compiled.columns(), stored) + ") AS v";
  }

  /// CREATE VIEW may give the columns other names.
  private static String renamed(String sql, List<Column> from, StoredTable stored) {
    var to = stored.schema().columns();
    if (to.isEmpty() || to.size() != from.size()) return sql;
    boolean same = true;
    for (int i = 0; i < to.size(); i++) same &= to.get(i).name().equals(from.get(i).name());
    if (same) return sql;
    String names =
        java.util.stream.IntStream.range(0, to.size())
            .mapToObj(i -> quote(from.get(i).name()) + " AS " + quote(to.get(i).name()))
            .collect(Collectors.joining(", "));
    return "SELECT " + names + " FROM (" + sql + ")";
  }

  private String union(Scope.Meaning.Wildcard wildcard) {
    var columns =
        Shapes.wildcard(wildcard, catalog).columns().stream()
            .filter(column -> !column.name().equals(Shapes.SUFFIX))
            .toList();
    return wildcard.tables().stream()
        .map(table -> part(table, wildcard.prefix(), columns))
        .collect(Collectors.joining(" UNION ALL ", "(", ") AS w"));
  }

  private String part(TableRef table, String prefix, List<Column> columns) {
    read.add(table);
    var stored = catalog.stored(table).orElseThrow();
    String list =
        columns.stream()
            .map(column -> cell(column, stored) + " AS " + quote(column.name()) + ", ")
            .collect(Collectors.joining());
    return "SELECT "
        + list
        + literal(table.table().substring(prefix.length()))
        + " AS "
        + quote(Shapes.SUFFIX)
        + " FROM "
        + catalog.physical(table);
  }

  private static String cell(Column column, StoredTable stored) {
    var own = SchemaRules.find(stored.schema().columns(), column.name());
    if (own.isEmpty()) return "CAST(NULL AS " + DuckTypes.of(column) + ")";
    if (!DuckTypes.of(own.get()).equals(DuckTypes.of(column)))
      throw SqlErrors.unsupported(
          "a wildcard over tables whose column " + column.name() + " has different types");
    return quote(own.get().name());
  }
}
