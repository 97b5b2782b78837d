package convergence.bigquery.query;

import com.google.api.services.bigquery.model.ErrorProto;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobStatistics;
import com.google.api.services.bigquery.model.JobStatistics2;
import com.google.api.services.bigquery.model.ScriptStackFrame;
import com.google.api.services.bigquery.model.ScriptStatistics;
import com.google.api.services.bigquery.model.TransactionInfo;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Hashes;
import convergence.bigquery.job.Failures;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Work;
import convergence.bigquery.rows.Results;
import convergence.bigquery.sql.Order;
import convergence.embedded.duckdb.ScriptWatch;
import convergence.embedded.duckdb.SqlResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The statements of one script as jobs of their own, each with its result.
final class ChildJobs implements ScriptWatch {
  private final JobKey parent;
  private final JobConfiguration configuration;
  private final Order order;
  private final Results results;
  private final QueryStatistics statistics;

  /// Written by the thread that runs the script, read by the job's.
  private final List<Work.Child> children = new CopyOnWriteArrayList<>();

  ChildJobs(JobKey parent, JobConfiguration configuration, Order order, QueryDesk desk) {
    this.parent = parent;
    this.configuration = configuration;
    this.order = order;
    this.results = desk.results();
    this.statistics = desk.statistics();
  }

  /// Of the transaction that is open; null: none. Of the thread that runs the script.
  private @Nullable String transaction;

  /// In the order in which they ended.
  List<Work.Child> ended() {
    return List.copyOf(children);
  }

  @Override
  public void ended(Statement statement) {
    String id =
        "script_job_" + Hashes.sha256(parent.hash()).substring(0, 32) + "_" + children.size();
    var key = new JobKey(parent.owner(), parent.project(), id);
    var configured = Bodies.copy(configuration);
    configured
        .getQuery()
        .setQuery(statement.sql())
        .setDestinationTable(null)
        .setCreateSession(null)
        .setQueryParameters(null)
        .setParameterMode(null);
    if (begins(statement)) transaction = Hashes.sha256(key.hash()).substring(0, 32);
    children.add(
        switch (statement.outcome()) {
          case Outcome.Done(var result) -> done(key, configured, statement, result);
          case Outcome.Failed(var why) ->
              new Work.Child(
                  id,
                  configured,
                  told(statement, new JobStatistics().setQuery(new JobStatistics2())),
                  Failures.of(why).proto());
        });
    if (ends(statement)) transaction = null;
  }

  private static boolean begins(Statement statement) {
    return statement.outcome() instanceof Outcome.Done(var result)
        && result.statementType().equals("BEGIN_TRANSACTION");
  }

  private static boolean ends(Statement statement) {
    return statement.outcome() instanceof Outcome.Done(var result)
        && (result.statementType().equals("COMMIT_TRANSACTION")
            || result.statementType().equals("ROLLBACK_TRANSACTION"));
  }

  private Work.Child done(
      JobKey key, JobConfiguration configured, Statement statement, SqlResult result) {
    var told = told(statement, statistics.of(result, order));
    ErrorProto problem = null;
    if (result.statementType().equals("SELECT")) problem = keep(key, configured, result);
    if (result.statementType().equals(QueryDesk.TABLE_OF_ROWS))
      configured.getQuery().setDestinationTable(told.getQuery().getDdlTargetTable());
    return new Work.Child(key.id(), configured, told, problem);
  }

  /// @return what is wrong with it
  private @Nullable ErrorProto keep(JobKey key, JobConfiguration configured, SqlResult result) {
    // It cannot run once more to fill a table: the script has gone on.
    if (result.rows().truncated()) return QueryWork.tooLarge().proto();
    try (var writer = results.writer(key.hash(), result.rows().columns())) {
      for (var row : result.rows().rows()) writer.row(row);
      var _ = writer.done();
    }
    configured
        .getQuery()
        .setDestinationTable(QueryWork.reference(key))
        .setWriteDisposition("WRITE_TRUNCATE");
    return null;
  }

  private JobStatistics told(Statement statement, JobStatistics statistics) {
    return statistics
        .setParentJobId(parent.id())
        .setTransactionInfo(
            transaction == null ? null : new TransactionInfo().setTransactionId(transaction))
        .setCreationTime(statement.started().toEpochMilli())
        .setStartTime(statement.started().toEpochMilli())
        .setEndTime(statement.ended().toEpochMilli())
        .setScriptStatistics(
            new ScriptStatistics()
                .setEvaluationKind("STATEMENT")
                .setStackFrames(
                    statement.place().map(place -> List.of(frame(statement, place))).orElse(null)));
  }

  private static ScriptStackFrame frame(Statement statement, Place place) {
    String text = statement.sql();
    int lines = (int) text.chars().filter(c -> c == '\n').count();
    int behind = text.length() - text.lastIndexOf('\n');
    return new ScriptStackFrame()
        .setText(text)
        .setStartLine(place.line())
        .setStartColumn(place.column())
        .setEndLine(place.line() + lines)
        .setEndColumn(lines == 0 ? place.column() + text.length() : behind)
        .setProcedureId(statement.procedure().isEmpty() ? null : statement.procedure());
  }
}
