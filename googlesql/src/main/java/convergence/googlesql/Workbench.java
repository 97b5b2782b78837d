package convergence.googlesql;

import com.google.zetasql.Analyzer;
import com.google.zetasql.LocalService.ParseRequest;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.ZetaSQLBuiltinFunctionOptions;
import com.google.zetasql.ZetaSqlLocalServiceGrpc.ZetaSqlLocalServiceBlockingStub;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One thread's dialect and catalogue of built-in functions: they cost some tens of milliseconds to make and
/// may not be shared.
final class Workbench {
  private final ZetaSqlLocalServiceBlockingStub service;
  private final Dialect dialect = new Dialect();
  private final SimpleCatalog catalog = new SimpleCatalog("bigquery");

  Workbench(ZetaSqlLocalServiceBlockingStub service) {
    this.service = service;
    catalog.addZetaSQLFunctionsAndTypes(new ZetaSQLBuiltinFunctionOptions(dialect.language()));
  }

  Dialect dialect() {
    return dialect;
  }

  /// The parse tree of a statement or script.
  SyntaxNode parse(String sql) {
    var request =
        ParseRequest.newBuilder()
            .setSqlStatement(sql)
            .setOptions(dialect.language().serialize())
            .setAllowScript(true)
            .build();
    return SyntaxNode.root(service.parse(request).getParsedScript());
  }

  void warm() {
    int _ =
        resolve(
            BoundSql.of("SELECT COUNT(*) AS n FROM UNNEST([1, 2]) AS x WHERE x > 1"),
            NONE,
            null,
            _ -> 0);
  }

  /// Resolves one statement and gives it to `work`.
  <T> T resolve(
      BoundSql sql, Schemas schemas, @Nullable String defaultDataset, Function<Resolved, T> work) {
    var options = dialect.analyzer(sql);
    try (var tables = new Tables(catalog)) {
      tables.add(
          Analyzer.extractTableNamesFromStatement(sql.text(), options), schemas, defaultDataset);
      var statement = Analyzer.analyzeStatement(sql.text(), options, catalog);
      return work.apply(new Resolved(statement, tables.byId(), defaultDataset));
    }
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
