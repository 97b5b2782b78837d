package convergence.googlesql;

import com.google.zetasql.Analyzer;
import com.google.zetasql.AnalyzerOptions;
import com.google.zetasql.LocalService.ParseRequest;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.SqlException;
import com.google.zetasql.ZetaSqlLocalServiceGrpc.ZetaSqlLocalServiceBlockingStub;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One thread's dialect and catalogue of built-in functions: they cost some tens of milliseconds to make and
/// may not be shared.
final class Workbench {
  /// Statements whose tables ZetaSQL does not list.
  private static final Pattern NAMES_MORE = word("ALTER|RANGE_SESSIONIZE");

  private static final Pattern CREATES = word("CREATE");
  private static final Pattern CREATES_FROM = word("COPY|CLONE|LIKE");

  private final ZetaSqlLocalServiceBlockingStub service;
  private final Dialect dialect = new Dialect();
  private boolean busy;
  private final SimpleCatalog catalog = new SimpleCatalog("bigquery");
  private final Shelf shelf = new Shelf(this::furnished);
  private final Roots roots = new Roots(this::furnished);

  Workbench(ZetaSqlLocalServiceBlockingStub service) {
    this.service = service;
    furnish(catalog);
  }

  private void furnish(SimpleCatalog fresh) {
    fresh.addZetaSQLFunctionsAndTypes(dialect.functions());
    dialect.addedFunctions().forEach(fresh::addFunction);
  }

  private SimpleCatalog furnished() {
    var fresh = new SimpleCatalog("bigquery");
    furnish(fresh);
    return fresh;
  }

  private static Pattern word(String words) {
    return Pattern.compile("\\b(" + words + ")\\b", Pattern.CASE_INSENSITIVE);
  }

  private static boolean mayNameMore(String sql) {
    return NAMES_MORE.matcher(sql).find()
        || (CREATES.matcher(sql).find() && CREATES_FROM.matcher(sql).find());
  }

  Dialect dialect() {
    return dialect;
  }

  /// Every signature of the dialect, by name.
  List<KnownFunction> functions() {
    return catalog.getFunctionList().stream()
        .flatMap(
            function ->
                function.getSignatureList().stream()
                    .map(
                        signature ->
                            new KnownFunction(
                                function.getFullName(false).toUpperCase(Locale.ROOT),
                                dialect.id(function, signature.getContextId()))))
        .distinct()
        .sorted()
        .toList();
  }

  /// The parse tree of a statement or script.
  ///
  /// @throws SqlFault with line and column, and what a misspelt keyword meant
  SyntaxNode parse(String sql) {
    try {
      return tree(sql);
    } catch (RuntimeException e) {
      throw told(e, sql);
    }
  }

  private RuntimeException told(RuntimeException thrown, String sql) {
    var known = Faults.of(thrown, sql);
    return known instanceof SqlFault fault ? Typo.told(fault, sql, this::fault) : known;
  }

  private @Nullable SqlFault fault(String sql) {
    try {
      tree(sql);
      return null;
    } catch (RuntimeException e) {
      if (Faults.of(e, sql) instanceof SqlFault fault) return fault;
      throw e;
    }
  }

  /// As [#parse], but a fault is told in ZetaSQL's words alone.
  SyntaxNode tree(String sql) {
    var request =
        ParseRequest.newBuilder()
            .setSqlStatement(sql)
            .setOptions(dialect.language().serialize())
            .setAllowScript(true)
            .build();
    return SyntaxNode.root(service.parse(request).getParsedScript());
  }

  List<List<String>> tablesOf(String sql) {
    return List.copyOf(
        Analyzer.extractTableNamesFromStatement(sql, dialect.analyzer(Surroundings.none())));
  }

  void warm() {
    int _ =
        resolve(
            BoundSql.of("SELECT COUNT(*) AS n FROM UNNEST([1, 2]) AS x WHERE x > 1"),
            List.of(),
            NONE,
            null,
            _ -> 0);
  }

  /// Resolves one statement and gives it to `work`. Not to be called from `work`: the catalogue would hold
  /// the tables of two statements.
  ///
  /// @param altered paths that the statement names besides those that ZetaSQL lists
  <T> T resolve(
      BoundSql sql,
      List<List<String>> altered,
      Schemas schemas,
      @Nullable String defaultDataset,
      Function<Resolved, T> work) {
    if (busy) throw new IllegalStateException("a statement is being resolved");
    busy = true;
    var options = dialect.analyzer(sql);
    var tables = new Tables(catalog, false);
    try (tables) {
      List<List<String>> paths = new ArrayList<>(altered);
      paths.addAll(Analyzer.extractTableNamesFromStatement(sql.text(), options));
      find(tables, paths, sql.text(), schemas, defaultDataset);
      return work.apply(
          resolved(sql.text(), options, shelf.find(tables.shapes()), tables, defaultDataset));
    } catch (SqlException e) {
      var known = told(e, sql.text());
      throw known instanceof SqlFault fault ? Typo.told(fault, tables.columns()) : known;
    } finally {
      busy = false;
    }
  }

  /// As [#resolve], with what a script offers. Paths of INFORMATION_SCHEMA and of wildcard tables are asked of
  /// `schemas`, too.
  <T> T resolve(
      String sql,
      Surroundings around,
      Schemas schemas,
      String defaultDataset,
      Function<Resolved, T> work) {
    if (busy) throw new IllegalStateException("a statement is being resolved");
    busy = true;
    var options = dialect.analyzer(around);
    var scripted = around.variables().isEmpty() ? catalog : roots.with(around.variables());
    String dataset = defaultDataset.isEmpty() ? null : defaultDataset;
    try (var tables = new Tables(scripted, true);
        var routines = new Routines(scripted)) {
      List<List<String>> paths = new ArrayList<>();
      if (mayNameMore(sql) || around.routines().any()) {
        SyntaxNode tree = tree(sql);
        routines.addBuiltIn(tree, sql);
        paths.addAll(Statement.named(tree));
        paths.addAll(routines.add(tree, around.routines(), this));
      }
      paths.addAll(Analyzer.extractTableNamesFromStatement(sql, options));
      find(tables, paths, sql, schemas, dataset);
      boolean plain = around.variables().isEmpty() && routines.none();
      var kept = plain ? shelf.find(tables.shapes()) : Optional.<Shelf.Kept>empty();
      return work.apply(resolved(sql, options, kept, tables, dataset));
    } finally {
      busy = false;
    }
  }

  private void find(
      Tables tables,
      List<List<String>> paths,
      String text,
      Schemas schemas,
      @Nullable String defaultDataset) {
    for (var path : paths) {
      try {
        tables.add(path, schemas, defaultDataset);
      } catch (SqlFault fault) {
        throw placed(fault, path, text);
      }
    }
  }

  /// @param kept the catalogue of these tables; none: they are put into their own root
  private static Resolved resolved(
      String text,
      AnalyzerOptions options,
      Optional<Shelf.Kept> kept,
      Tables tables,
      @Nullable String defaultDataset) {
    SimpleCatalog catalog = kept.map(Shelf.Kept::catalog).orElseGet(tables::fill);
    var statement = Analyzer.analyzeStatement(text, options, catalog);
    var byId = kept.map(it -> it.byId(tables.known())).orElseGet(tables::byId);
    return new Resolved(statement, byId, defaultDataset);
  }

  private SqlFault placed(SqlFault fault, List<String> path, String text) {
    SyntaxNode node = parse(text).firstPath(path);
    if (node == null) return fault;
    var place = Utf8.place(text, node.start());
    return new SqlFault(
        fault.code(), String.valueOf(fault.getMessage()), place.line(), place.column());
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
