package convergence.googlesql;

import com.google.zetasql.Table;
import com.google.zetasql.resolvedast.ResolvedCreateStatementEnums.CreateScope;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateStatement;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableAsSelectStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDeleteStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDropStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedInsertStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedMergeStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedQueryStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedRenameToAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTruncateStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedUpdateStmt;
import convergence.warehouse.Analysis;
import convergence.warehouse.Analysis.Kind;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.ColumnLineage;
import convergence.warehouse.ColumnLineage.SourceColumn;
import convergence.warehouse.InformationViews;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import convergence.warehouse.Wildcard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the statements of one text do, found statement by statement on one workbench. Tables and views that one
/// statement makes are known to the next.
///
/// ZetaSQL's catalogue holds only the tables that a statement names, so what it names is all that it can
/// read; views are opened until only tables are left.
final class Proof {
  private static final int VIEWS_DEEP = 16;
  private static final SortedSet<SourceColumn> NO_COLUMNS = new TreeSet<>();

  private final Workbench bench;
  private final Schemas schemas;
  private final String defaultDataset;
  private final Map<TableRef, Optional<TableSchema>> made = new HashMap<>();
  private final Set<TableRef> reads = new LinkedHashSet<>();
  private final Set<TableRef> writes = new LinkedHashSet<>();
  private final Set<TableRef> opened = new HashSet<>();
  private final List<ColumnLineage> lineage = new ArrayList<>();
  private final Map<TableRef, Set<String>> columnsRead = new HashMap<>();
  private final Map<TableRef, Map<String, SortedSet<SourceColumn>>> views = new HashMap<>();

  Proof(Workbench bench, Schemas schemas, String defaultDataset) {
    this.bench = bench;
    this.schemas = schemas;
    this.defaultDataset = defaultDataset;
  }

  Analysis of(BoundSql sql) {
    return Statement.looksAlone(sql.text()) ? ofOne(sql) : ofMany(sql);
  }

  /// The syntax is asked for only where the resolved statement leaves something open: a parse costs a third of the
  /// analysis.
  private Analysis ofOne(BoundSql sql) {
    try {
      return analysis(
          true,
          resolve(
              sql,
              List.of(),
              resolved -> {
                if (!Statement.provable(resolved)) refuse(sql);
              }));
    } catch (RuntimeException | Error e) {
      // A fault of the syntax is told before any other.
      refuse(sql);
      throw e;
    }
  }

  /// @throws SqlFault when the syntax tells why the statement cannot be proven
  private void refuse(BoundSql sql) {
    var _ = Statement.of(bench.parse(sql.text()), sql.text());
  }

  private Analysis ofMany(BoundSql sql) {
    SyntaxNode script = bench.parse(sql.text());
    Step last = new Step(Kind.SCRIPT, List.of());
    for (var statement : Statement.of(script, sql.text())) {
      var bound = new BoundSql(statement.text(), sql.parameters());
      last = resolve(bound, statement.altered(), _ -> {});
    }
    return analysis(Statement.isSingle(script), last);
  }

  /// @param permitted throws what forbids the statement, before anything of it is noted
  private Step resolve(
      BoundSql sql, List<List<String>> altered, Consumer<ResolvedStatement> permitted) {
    Set<TableRef> named = new LinkedHashSet<>();
    Step done =
        bench.resolve(
            sql,
            altered,
            known(),
            defaultDataset,
            resolved -> {
              permitted.accept(resolved.statement());
              named.addAll(resolved.tables());
              Step step = step(resolved);
              var definitions = Definitions.of(resolved);
              noteColumns(definitions.columnsRead());
              lineage.addAll(Lineage.of(resolved, definitions));
              return step;
            });
    for (var ref : named) read(ref, List.of());
    return done;
  }

  private Analysis analysis(boolean single, Step last) {
    columnsRead.keySet().removeAll(views.keySet());
    return new Analysis(
        single ? last.kind() : Kind.SCRIPT,
        last.columns(),
        reads,
        writes,
        lineage.stream().map(this::opened).toList(),
        columnsRead);
  }

  private void noteColumns(Map<TableRef, Set<String>> read) {
    read.forEach(
        (table, names) -> {
          for (var stored : stored(table))
            columnsRead.computeIfAbsent(stored, _ -> new TreeSet<>()).addAll(names);
        });
    for (var names : columnsRead.values()) names.remove(Wildcard.SUFFIX);
  }

  /// The tables that hold what is read of this one.
  private List<TableRef> stored(TableRef table) {
    if (InformationViews.has(table)) return List.of();
    return Wildcard.is(table) ? new Wildcard(table).tables(known()) : List.of(table);
  }

  /// The same with the columns below each view in its place.
  private ColumnLineage opened(ColumnLineage closed) {
    var leaves = new TreeSet<SourceColumn>();
    for (var source : closed.sources()) open(source, leaves);
    return new ColumnLineage(closed.target(), closed.column(), leaves);
  }

  private void open(SourceColumn source, Set<SourceColumn> leaves) {
    var view = views.get(source.table());
    if (view == null) leaves.add(source);
    else
      for (var below : view.getOrDefault(source.path().toLowerCase(Locale.ROOT), NO_COLUMNS))
        open(below, leaves);
  }

  private record Step(Kind kind, List<Column> columns) {}

  private Step step(Resolved resolved) {
    return switch (resolved.statement()) {
      case ResolvedQueryStmt _ -> new Step(Kind.QUERY, resolved.columns());
      case ResolvedInsertStmt it -> dml(resolved, it.getTableScan().getTable());
      case ResolvedUpdateStmt it -> dml(resolved, it.getTableScan().getTable());
      case ResolvedDeleteStmt it -> dml(resolved, it.getTableScan().getTable());
      case ResolvedMergeStmt it -> dml(resolved, it.getTableScan().getTable());
      case ResolvedTruncateStmt it -> dml(resolved, it.getTableScan().getTable());
      case ResolvedCreateTableAsSelectStmt it -> create(resolved, it, null);
      case ResolvedCreateTableStmt it -> create(resolved, it, null);
      case ResolvedCreateViewStmt it -> create(resolved, it, it.getSql());
      case ResolvedDropStmt it -> drop(resolved, it);
      case ResolvedAlterTableStmt it -> alter(resolved, it);
      default ->
          throw new SqlFault(
              "unsupported",
              resolved.statement().nodeKindString() + " is refused: it cannot be proven",
              0,
              0);
    };
  }

  // A target that is also read, and the target of UPDATE, DELETE and MERGE, stays among the tables
  // read:
  // what is written must be allowed anyway.
  private Step dml(Resolved resolved, Table target) {
    writes.add(resolved.ref(target));
    if (resolved.schema(target).viewSql() != null)
      throw new SqlFault(
          "unsupported", resolved.ref(target) + " is a view: it cannot be changed", 0, 0);
    return new Step(Kind.DML, List.of());
  }

  private Step create(Resolved resolved, ResolvedCreateStatement create, @Nullable String viewSql) {
    if (create.getCreateScope() != CreateScope.CREATE_DEFAULT_SCOPE)
      throw new SqlFault(
          "unsupported", "CREATE TEMP is refused: make a table of your dataset", 0, 0);
    TableRef ref = resolved.ref(create.getNamePath());
    writes.add(ref);
    made.put(
        ref, Optional.of(new TableSchema(resolved.columns(), null, List.of(), viewSql, Map.of())));
    return new Step(Kind.DDL, List.of());
  }

  private Step drop(Resolved resolved, ResolvedDropStmt drop) {
    if (!Set.of("TABLE", "VIEW").contains(drop.getObjectType()))
      throw new SqlFault("unsupported", "DROP " + drop.getObjectType() + " is refused", 0, 0);
    TableRef ref = resolved.ref(drop.getNamePath());
    writes.add(ref);
    made.put(ref, Optional.empty());
    return new Step(Kind.DDL, List.of());
  }

  private Step alter(Resolved resolved, ResolvedAlterTableStmt alter) {
    TableRef ref = resolved.ref(alter.getNamePath());
    writes.add(ref);
    for (var action : alter.getAlterActionList()) {
      if (action instanceof ResolvedRenameToAction rename)
        writes.add(new TableRef(ref.project(), ref.dataset(), rename.getNewPath().getLast()));
    }
    return new Step(Kind.DDL, List.of());
  }

  private void read(TableRef ref, List<TableRef> above) {
    if (above.contains(ref))
      throw new SqlFault("unsupported", "the view " + ref + " stands on itself", 0, 0);
    reads.add(ref);
    if (InformationViews.has(ref)) return;
    if (Wildcard.is(ref)) {
      reads.addAll(stored(ref));
      return;
    }
    String viewSql = known().find(ref).map(TableSchema::viewSql).orElse(null);
    if (viewSql == null || !opened.add(ref)) return;
    if (above.size() == VIEWS_DEEP)
      throw new SqlFault("unsupported", ref + " is a view 16 views deep", 0, 0);
    List<TableRef> path = new ArrayList<>(above);
    path.add(ref);
    for (var below : below(ref, viewSql)) read(below, path);
  }

  // Names in a view of another project mean that project's tables.
  private List<TableRef> below(TableRef view, String viewSql) {
    Schemas there = view.project() == null ? known() : inProject(view.project());
    try {
      List<TableRef> below = new ArrayList<>();
      for (var statement : Statement.of(bench.parse(viewSql), viewSql)) {
        if (!statement.kind().equals("QueryStatement"))
          throw new SqlFault("unsupported", "it is no query", 0, 0);
      }
      Set<TableRef> named =
          bench.resolve(
              BoundSql.of(viewSql),
              List.of(),
              there,
              view.dataset(),
              resolved -> {
                var definitions = Definitions.of(resolved);
                definitions
                    .columnsRead()
                    .forEach((table, names) -> noteColumns(Map.of(there(view, table), names)));
                views.put(view, inProject(view, Lineage.fields(resolved, definitions)));
                return resolved.tables();
              });
      for (var ref : named) below.add(there(view, ref));
      return below;
    } catch (RuntimeException e) {
      if (!(Faults.of(e) instanceof SqlFault fault)) throw e;
      throw new SqlFault(fault.code(), "in the view " + view + ": " + fault.getMessage(), 0, 0);
    }
  }

  private static TableRef there(TableRef view, TableRef ref) {
    return ref.project() == null && view.project() != null
        ? new TableRef(view.project(), ref.dataset(), ref.table())
        : ref;
  }

  private static Map<String, SortedSet<SourceColumn>> inProject(
      TableRef view, Map<String, SortedSet<SourceColumn>> fields) {
    fields.replaceAll(
        (_, sources) -> {
          var there = new TreeSet<SourceColumn>();
          for (var source : sources)
            there.add(new SourceColumn(there(view, source.table()), source.path()));
          return there;
        });
    return fields;
  }

  private Schemas known() {
    return over(ref -> made.containsKey(ref) ? made.get(ref) : schemas.find(ref));
  }

  private Schemas inProject(String project) {
    Schemas known = known();
    return over(
        ref ->
            known.find(
                ref.project() == null ? new TableRef(project, ref.dataset(), ref.table()) : ref));
  }

  private Schemas over(java.util.function.Function<TableRef, Optional<TableSchema>> find) {
    return new Schemas() {
      @Override
      public Optional<TableSchema> find(TableRef table) {
        return find.apply(table);
      }

      @Override
      public Optional<TableSchema> source(TableRef table) {
        boolean alone = InformationViews.has(table) || Wildcard.is(table);
        return alone ? schemas.source(table) : find(table);
      }

      @Override
      public List<String> tables(String dataset) {
        return schemas.tables(dataset);
      }

      @Override
      public long version() {
        return schemas.version();
      }
    };
  }
}
