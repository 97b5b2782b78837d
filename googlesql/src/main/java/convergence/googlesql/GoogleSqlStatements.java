package convergence.googlesql;

import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.Statements;
import convergence.warehouse.Variable;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/// [Statements] by ZetaSQL. Remembers what it bound and analysed last.
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

  /// @param asked which `schemas`: versions of different ones say nothing of each other
  private record Question(BoundSql sql, String defaultDataset, int asked, long version) {}

  private record Answer(Schemas schemas, Analysis analysis) {}

  @Override
  public BoundSql bind(String template, Map<String, Variable> variables) {
    return binder.bind(template, variables);
  }

  @Override
  public Analysis analyse(BoundSql sql, Schemas schemas, String defaultDataset) {
    var question =
        new Question(sql, defaultDataset, System.identityHashCode(schemas), schemas.version());
    Optional<Answer> known = analyses.find(question).filter(a -> a.schemas() == schemas);
    if (known.isPresent()) return known.get().analysis();
    Analysis analysis =
        zetaSql.with(bench -> new Proof(bench, schemas, defaultDataset).of(sql));
    analyses.keep(question, new Answer(schemas, analysis));
    return analysis;
  }
}
