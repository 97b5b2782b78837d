package convergence.embedded.duckdb;

import convergence.embedded.duckdb.Effects.Effect;
import convergence.embedded.duckdb.SqlResult.DmlEffect;
import convergence.embedded.duckdb.sql.CommandCompiler;
import convergence.embedded.duckdb.sql.Compiled;
import convergence.embedded.duckdb.sql.Context;
import convergence.embedded.duckdb.sql.Program;
import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Dml;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Query;
import convergence.warehouse.JobId;
import convergence.warehouse.Rows;
import convergence.warehouse.TableRef;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Executes resolved statements in one session, each in a transaction of its own unless the script has opened
/// one. Used by one thread.
final class StatementRun {
  private final Tool tool;
  private final Session session;
  private final Scope scope;
  private final Turns turns;
  private final Targets targets;

  StatementRun(Tool tool, Session session, Scope scope) {
    this.tool = tool;
    this.session = session;
    this.scope = scope;
    this.turns = new Turns(tool.lanes(), session);
    this.targets = new Targets(tool, scope);
  }

  Turns turns() {
    return turns;
  }

  /// @param values of parameters and variables
  /// @param id whose effect is written by the statement's transaction
  Answer run(Command command, Map<String, Expr> values, int maxRows, Optional<JobId> id)
      throws SQLException {
    var sources = sources(command);
    var context = sources.context(values);
    return switch (command) {
      case Query query -> select(named(query, context), sources, maxRows);
      case Dml dml -> change(dml, context, sources, id);
      case Ddl ddl -> {
        turns.refuseInTransaction(ddl);
        yield new DdlRun(tool, session, scope, turns).run(ddl, context, sources, id);
      }
      case Command.Assertion assertion -> holds(assertion, context);
    };
  }

  /// @throws SqlError the statement reads a table without the filter that it demands
  private Sources sources(Command command) {
    new PartitionFilters(scope, tool.catalog(), tool.resolver()).check(command);
    return new Sources(scope, tool.catalog(), tool.resolver());
  }

  private static Compiled named(Query query, Context context) {
    return CommandCompiler.query(CommandCompiler.named(query), context);
  }

  /// What a statement would do, without doing it.
  Answer dry(Command command, Map<String, Expr> values) {
    var sources = sources(command);
    var context = sources.context(values);
    return switch (command) {
      case Query query -> {
        var compiled = named(query, context);
        var rows = new Rows(compiled.columns(), List.of(), false);
        yield new Answer("SELECT", rows, compiled.ordered(), null, null, sources.read());
      }
      case Dml dml -> {
        var _ = CommandCompiler.dml(dml, targets.of(dml.table()), context);
        yield new Answer(type(dml), Answer.NOTHING, false, null, null, sources.read());
      }
      case Ddl ddl -> new Answer(DdlRun.type(ddl), Answer.NOTHING, false, null, null, Set.of());
      case Command.Assertion _ -> new Answer("ASSERT", Answer.NOTHING, false, null, null, Set.of());
    };
  }

  Answer into(
      ResultTable to, Query query, Map<String, Expr> values, int maxRows, Optional<JobId> id)
      throws SQLException {
    var sources = sources(query);
    var compiled = CommandCompiler.query(query, sources.context(values));
    var answer = new ResultWriter(tool, session, scope, turns).write(to, compiled, maxRows, id);
    return new Answer("SELECT", answer.rows(), false, null, null, sources.read(), answer.written());
  }

  /// The one value of a query of one row and column. An array that is NULL stays so.
  @Nullable Object value(Query query, Map<String, Expr> values) throws SQLException {
    var sources = sources(query);
    var compiled = CommandCompiler.value(query, sources.context(values));
    boolean _ = turns.inTransaction();
    return session.first(
        Values.readable(compiled.duckSql(), compiled.columns()),
        List.of(),
        row -> Values.row(row, compiled.columns()).getFirst());
  }

  private Answer select(Compiled compiled, Sources sources, int maxRows) throws SQLException {
    var rows =
        turns.inTransaction()
            ? read(compiled, maxRows)
            : session.readOnly(_ -> read(compiled, maxRows));
    return new Answer("SELECT", rows, compiled.ordered(), null, null, sources.read());
  }

  private Rows read(Compiled compiled, int maxRows) throws SQLException {
    return session.select(
        "SELECT * FROM ("
            + Values.readable(compiled.duckSql(), compiled.columns())
            + ") LIMIT "
            + (maxRows + 1L),
        List.of(),
        answer -> {
          var rows = new ArrayList<List<@Nullable Object>>();
          while (rows.size() < maxRows && answer.next())
            rows.add(Values.row(answer, compiled.columns()));
          return new Rows(compiled.columns(), rows, answer.next());
        });
  }

  private Answer holds(Command.Assertion assertion, Context context) throws SQLException {
    var compiled = CommandCompiler.query(assertion.condition(), context);
    var rows = read(compiled, 1);
    if (!Boolean.TRUE.equals(rows.rows().getFirst().getFirst()))
      throw SqlErrors.invalid(
          assertion.message().isEmpty() ? "Assertion failed" : assertion.message());
    return new Answer("ASSERT", Answer.NOTHING, false, null, null, Set.of());
  }

  private void effect(Optional<JobId> id, long rows) throws SQLException {
    if (id.isPresent())
      tool.effects().done(session, id.get(), new Effect.Done(rows, 0, "statement"));
  }

  private Answer change(Dml dml, Context context, Sources sources, Optional<JobId> id)
      throws SQLException {
    var target = targets.of(dml.table());
    Program program = CommandCompiler.dml(dml, target, context);
    TableRef table = scope.target(dml.table());
    boolean temporary = table.dataset().equals(Scope.SESSION);
    var counts =
        turns.writing(
            table,
            within -> {
              var changed = execute(program, temporary ? null : table);
              effect(id, changed.affected());
              return changed;
            });
    Set<TableRef> read = new java.util.LinkedHashSet<>(sources.read());
    if (!temporary) read.add(table);
    return new Answer(type(dml), Answer.NOTHING, false, null, counts, read);
  }

  private static String type(Dml dml) {
    return switch (dml) {
      case Dml.Insert _ -> "INSERT";
      case Dml.Update _ -> "UPDATE";
      case Dml.Delete _ -> "DELETE";
      case Dml.Merge _ -> "MERGE";
      case Dml.Truncate _ -> "TRUNCATE_TABLE";
    };
  }

  private DmlEffect execute(Program program, @Nullable TableRef target) throws SQLException {
    List<String> stages = new ArrayList<>();
    long inserted = 0;
    long updated = 0;
    long deleted = 0;
    for (var act : program.acts()) {
      switch (act) {
        case Program.Act.Stage(var name, var select) -> {
          var _ = session.temporary(name, "AS " + select, List.of());
          stages.add(name);
        }
        case Program.Act.OneSource(var select) -> {
          if (session.first(select, List.of(), _ -> true) != null)
            throw SqlErrors.invalid(
                "UPDATE/MERGE must match at most one source row for each target row");
        }
        case Program.Act.Change(var kind, var sql) -> {
          long rows = session.execute(sql);
          switch (kind) {
            case INSERT -> inserted += rows;
            case UPDATE -> updated += rows;
            case DELETE -> deleted += rows;
          }
        }
      }
    }
    for (var stage : stages) session.dropTemporary(stage);
    return new DmlEffect(inserted, updated, deleted, target);
  }
}
