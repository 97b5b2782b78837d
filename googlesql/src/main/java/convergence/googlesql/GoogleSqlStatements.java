package convergence.googlesql;

import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.Statements;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import convergence.warehouse.Variable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// [Statements] by ZetaSQL. Remembers what it bound and analysed last; an analysis is used again only while
/// every schema that it asked for is answered as it was.
@Singleton
public final class GoogleSqlStatements implements Statements {
  private static final int REMEMBERED = 300;

  private final ZetaSql zetaSql;
  private final Binder binder;
  private final Recent<Question, Answer> analyses = new Recent<>(REMEMBERED);

  public GoogleSqlStatements(ZetaSql zetaSql) {
    this.zetaSql = zetaSql;
    this.binder = new Binder(zetaSql);
  }

  private record Question(BoundSql sql, String defaultDataset) {}

  private record Answer(
      Map<TableRef, Optional<TableSchema>> asked,
      Map<TableRef, Optional<TableSchema>> named,
      Map<String, List<String>> listed,
      Analysis analysis) {
    boolean holdsFor(Schemas schemas) {
      return asked.entrySet().stream()
              .allMatch(known -> schemas.find(known.getKey()).equals(known.getValue()))
          && named.entrySet().stream()
              .allMatch(known -> schemas.source(known.getKey()).equals(known.getValue()))
          && listed.entrySet().stream()
              .allMatch(known -> schemas.tables(known.getKey()).equals(known.getValue()));
    }
  }

  @Override
  public BoundSql bind(String template, Map<String, Variable> variables) {
    return binder.bind(template, variables);
  }

  @Override
  public SqlFault located(SqlFault fault, String template, Map<String, Variable> variables) {
    return binder.located(fault, template, variables);
  }

  @Override
  public Analysis analyse(BoundSql sql, Schemas schemas, String defaultDataset) {
    var question = new Question(sql, defaultDataset);
    var known = analyses.find(question).filter(answer -> answer.holdsFor(schemas));
    if (known.isPresent()) return known.get().analysis();
    var asked = new Asked(schemas);
    Analysis analysis = zetaSql.with(bench -> new Proof(bench, asked, defaultDataset).of(sql));
    analyses.keep(
        question,
        new Answer(
            Map.copyOf(asked.answers), Map.copyOf(asked.named), Map.copyOf(asked.lists), analysis));
    return analysis;
  }

  /// Notes what was asked and answers the same to the same question.
  private static final class Asked implements Schemas {
    private final Schemas schemas;
    private final Map<TableRef, Optional<TableSchema>> answers = new ConcurrentHashMap<>();
    private final Map<TableRef, Optional<TableSchema>> named = new ConcurrentHashMap<>();
    private final Map<String, List<String>> lists = new ConcurrentHashMap<>();

    Asked(Schemas schemas) {
      this.schemas = schemas;
    }

    @Override
    public Optional<TableSchema> find(TableRef table) {
      return answers.computeIfAbsent(table, schemas::find);
    }

    @Override
    public Optional<TableSchema> source(TableRef table) {
      return named.computeIfAbsent(table, schemas::source);
    }

    @Override
    public List<String> tables(String dataset) {
      return lists.computeIfAbsent(dataset, schemas::tables);
    }

    @Override
    public long version() {
      return schemas.version();
    }
  }
}
