package convergence.embedded.duckdb;

import convergence.embedded.duckdb.Effects.Effect;
import convergence.embedded.duckdb.SqlError.Reason;
import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.Step;
import convergence.port.Ids;
import convergence.port.TimeAndChance;
import convergence.problem.Fault;
import convergence.warehouse.JobId;
import convergence.warehouse.SqlFault;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [SqlDesk] over the warehouse's lanes.
final class Desk implements SqlDesk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  /// The kind that has no effect.
  private static final String READ = "SELECT";

  /// Kinds that take no table's turn: they must not stand behind those that wait for a table or write one for long.
  private static final Set<String> SHORT = Set.of(READ, "CREATE SCHEMA");

  private final Tool tool;
  private final Views views;
  private final Expiries expiries;

  /// Names sessions.
  private final Ids ids = new TimeAndChance().ids();

  private final Map<String, Kept> sessions = new ConcurrentHashMap<>();
  private final Map<JobId, Task<?>> running = new ConcurrentHashMap<>();

  /// What a session keeps: its names, its variables, and the connection in which its temporary
  /// tables lie.
  private record Kept(
      DuckDBConnection connection, Scope scope, Variables variables, ReentrantLock lock) {}

  Desk(Tool tool, Views views) {
    this.tool = tool;
    this.views = views;
    this.expiries = new Expiries(tool);
  }

  void expire() {
    expiries.look();
  }

  @Override
  public SqlResult execute(SqlRequest request) {
    try {
      expire();
      List<Step> steps = tool.resolutions().script(request.sql());
      views.refreshNamedIn(request.sql(), request.project());
      String kind = kind(request, steps);
      if (!READ.equals(kind)) request.id().ifPresent(this::refuseTwice);
      Task.Body<SqlResult> body = session -> run(session, request, steps);
      var task =
          request.dryRun() || SHORT.contains(kind)
              ? tool.lanes().read(body)
              : tool.lanes().script(body);
      request.id().ifPresent(id -> running.put(id, task));
      try {
        return task.await(request.timeout());
      } finally {
        request.id().ifPresent(running::remove);
      }
    } catch (SqlFault e) {
      throw SqlErrors.of(e);
    } catch (Fault e) {
      throw SqlErrors.of(e);
    }
  }

  /// Of the statement that is all there is to do.
  ///
  /// @return empty: there is more, such as a table for the rows or a session that is kept
  private static String kind(SqlRequest request, List<Step> steps) {
    boolean kept = request.destination().isPresent() || request.session().isPresent();
    if (kept || request.createSession() || steps.size() != 1) return "";
    return steps.getFirst() instanceof Step.Sql(var _, var kind) ? kind : "";
  }

  /// Executes a statement that was resolved elsewhere, such as in a process without ZetaSQL.
  void execute(Command command) {
    var scope = new Scope(tool.catalog(), "", "");
    var _ =
        tool.lanes()
            .script(
                session ->
                    new StatementRun(tool, session, scope)
                        .run(command, Map.of(), 1, Optional.empty()))
            .await(Jobs.PATIENCE);
  }

  private SqlResult run(Session session, SqlRequest request, List<Step> steps) throws SQLException {
    if (request.session().isPresent())
      return within(request.session().get(), session, request, steps);
    if (request.createSession()) return within(begin(request), session, request, steps);
    var scope = new Scope(tool.catalog(), request);
    var run = new ScriptRun(tool, session, request, scope, new Variables());
    try {
      return run.run(steps, Optional.empty());
    } finally {
      run.close(false);
    }
  }

  private String begin(SqlRequest request) throws SQLException {
    String id = ids.uuid().toString();
    var scope = new Scope(tool.catalog(), request);
    sessions.put(
        id, new Kept(tool.connecting().connect(), scope, new Variables(), new ReentrantLock()));
    return id;
  }

  /// One request of a session after the other.
  private SqlResult within(String id, Session session, SqlRequest request, List<Step> steps)
      throws SQLException {
    var kept = sessions.get(id);
    if (kept == null)
      throw new SqlError(Reason.NOT_FOUND, "Not found: Session " + id + " does not exist");
    kept.lock().lock();
    try {
      kept.scope().defaultDataset(request.defaultDataset());
      var run =
          new ScriptRun(
              tool, session.beside(kept.connection()), request, kept.scope(), kept.variables());
      run.session(id);
      try {
        return run.run(steps, Optional.of(id));
      } finally {
        run.close(true);
      }
    } finally {
      kept.lock().unlock();
    }
  }

  private void refuseTwice(JobId id) {
    var effect =
        tool.lanes().desk(session -> tool.effects().find(session, id)).await(Jobs.PATIENCE);
    switch (effect.orElse(null)) {
      case Effect.Done _ ->
          throw new SqlError(Reason.DUPLICATE, "Already Exists: Job " + id.value());
      case Effect.Forbidden _ -> throw new SqlError(Reason.STOPPED, "Job execution was cancelled");
      case null -> {}
    }
  }

  /// Asks what runs under this id to stop.
  void cancel(JobId id) {
    var task = running.get(id);
    if (task != null) task.stop(Task.Stop.CANCELLED);
  }

  @Override
  public void endSession(String id) {
    var kept = sessions.remove(id);
    if (kept != null) close(kept);
  }

  private static void close(Kept kept) {
    try {
      kept.connection().close();
    } catch (SQLException e) {
      LOG.warn("a session's connection could not be closed", e);
    }
  }

  /// As long as one connection is open, DuckDB keeps the file.
  @Override
  public void close() {
    for (var id : List.copyOf(sessions.keySet())) endSession(id);
  }
}
