package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.Irs;
import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Dml;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.Step;
import convergence.googlesql.ir.Surroundings;
import convergence.googlesql.ir.Surroundings.Named;
import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.Rows;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Interprets a script: each statement is resolved when its turn comes, with the variables of that moment. Used by
/// one thread.
final class ScriptRun {
  private static final int CALLS_DEEP = 50;
  private static final int LOOP_ROWS = 1_000_000;

  private final Tool tool;
  private final Session session;
  private final SqlRequest request;
  private final Scope scope;
  private final StatementRun statements;
  private final List<Answer> answers = new ArrayList<>();
  private final Map<String, Expr> system = new HashMap<>();
  private final Parameters parameters;
  private Variables variables;
  private boolean single;
  private Optional<String> sessionId = Optional.empty();

  /// Whose statements run; empty: the script's own.
  private String procedure = "";

  private int calls;
  private int hidden;
  private @Nullable SqlError handled;

  ScriptRun(Tool tool, Session session, SqlRequest request, Scope scope, Variables variables) {
    this.tool = tool;
    this.session = session;
    this.request = request;
    this.scope = scope;
    this.variables = variables;
    this.statements = new StatementRun(tool, session, scope);
    this.parameters = Parameters.of(request.parameters());
    set("@@project_id", request.project());
    set("@@dataset_id", request.defaultDataset());
    set("@@time_zone", "UTC");
  }

  /// What is said beside the text.
  private record Parameters(List<Named> named, List<IrType> positional, Map<String, Expr> values) {
    static Parameters of(List<SqlParameter> given) {
      List<Named> named = new ArrayList<>();
      List<IrType> positional = new ArrayList<>();
      Map<String, Expr> values = new HashMap<>();
      for (var parameter : given) {
        Expr value = Irs.constant(parameter.type(), parameter.value());
        if (parameter.name().isEmpty()) {
          positional.add(parameter.type());
          values.put("?" + positional.size(), value);
        } else {
          named.add(new Named(parameter.name(), parameter.type()));
          values.put(parameter.name().toLowerCase(Locale.ROOT), value);
        }
      }
      return new Parameters(named, positional, values);
    }
  }

  /// Where the script goes on.
  private sealed interface Flow {
    enum Simple implements Flow {
      NEXT,
      RETURN
    }

    /// @param label empty: the innermost loop
    record Leave(String label, boolean again) implements Flow {}
  }

  private void set(String name, String value) {
    system.put(name, new Expr.Literal(IrType.of(SqlType.STRING), value));
  }

  void session(String id) {
    set("@@session_id", id);
  }

  SqlResult run(List<Step> steps, Optional<String> sessionId) throws SQLException {
    this.sessionId = sessionId;
    single = isSingle(steps);
    if (!single && !parameters.positional().isEmpty())
      throw SqlErrors.unsupported("a script with positional parameters");
    if (request.dryRun()) return dry(steps, sessionId);
    if (!single && request.destination().isPresent())
      throw new SqlError(
          SqlError.Reason.INVALID,
          "configuration.query.destinationTable cannot be set for scripts");
    run(steps);
    if (!single && request.id().isPresent())
      tool.effects().done(session, request.id().get(), new Effects.Effect.Done(0, 0, "statement"));
    if (single) return answers.getLast().result(sessionId);
    return script(sessionId);
  }

  /// Temporary functions and the one statement that calls them are no script.
  private static boolean isSingle(List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (!(steps.get(i) instanceof Step.Sql sql)) return false;
      boolean temporary =
          sql.kind().equals("CREATE FUNCTION")
              && sql.text().strip().matches("(?is)CREATE\\s+(OR\\s+REPLACE\\s+)?TEMP.*");
      if (i < steps.size() - 1 && !temporary) return false;
    }
    return true;
  }

  private SqlResult script(Optional<String> sessionId) {
    List<SqlResult> children = new ArrayList<>();
    Set<convergence.warehouse.TableRef> read = new HashSet<>();
    for (var answer : answers) {
      children.add(answer.result(sessionId));
      read.addAll(answer.read());
    }
    var last = answers.reversed().stream().filter(ScriptRun::hasResult).findFirst();
    var query = last.filter(answer -> answer.type().equals("SELECT"));
    return new SqlResult(
        query.map(Answer::rows).orElse(Answer.NOTHING),
        query.map(Answer::ordered).orElse(false),
        "SCRIPT",
        Optional.empty(),
        last.flatMap(answer -> Optional.ofNullable(answer.dml())),
        read,
        children,
        sessionId,
        OptionalLong.empty());
  }

  /// A script's result is that of its last query, DML or DDL statement.
  private static boolean hasResult(Answer answer) {
    return !answer.type().endsWith("_TRANSACTION") && !answer.type().equals("ASSERT");
  }

  /// What the last of the statements that are no script would do; temporary functions are really made, since
  /// they are gone with this run.
  private SqlResult dry(List<Step> steps, Optional<String> sessionId) throws SQLException {
    if (!single) return script(sessionId);
    run(steps.subList(0, steps.size() - 1));
    var command = resolve(((Step.Sql) steps.getLast()).text(), null);
    return statements.dry(command, values()).result(sessionId);
  }

  // Steps

  private Flow run(List<Step> steps) throws SQLException {
    for (var step : steps) {
      session.check();
      Flow flow = run(step);
      if (flow != Flow.Simple.NEXT) return flow;
    }
    return Flow.Simple.NEXT;
  }

  private Flow run(Step step) throws SQLException {
    switch (step) {
      case Step.Sql sql when single -> answers.add(statement(sql.text()));
      case Step.Sql sql ->
          answers.add(told(sql.text().strip(), place(sql.text()), () -> statement(sql.text())));
      case Step.Declare declare -> declare(declare);
      case Step.Assign(var name, var value) ->
          variables.set(name, value(value, variables.type(name)));
      case Step.AssignFields assign -> assign(assign);
      case Step.AssignSystem assign -> assign(assign);
      case Step.If choice -> {
        return choose(choice);
      }
      case Step.Case choice -> {
        return choose(choice);
      }
      case Step.While loop -> {
        return loop(loop);
      }
      case Step.Repeat loop -> {
        return loop(loop);
      }
      case Step.For loop -> {
        return loop(loop);
      }
      case Step.Break(var label) -> {
        return new Flow.Leave(label, false);
      }
      case Step.Continue(var label) -> {
        return new Flow.Leave(label, true);
      }
      case Step.Return() -> {
        return Flow.Simple.RETURN;
      }
      case Step.Raise(var message) -> raise(message);
      case Step.Block block -> {
        return block(block);
      }
      case Step.Transaction transaction -> transaction(transaction);
      case Step.Call call -> call(call);
      case Step.Immediate immediate -> immediate(immediate);
    }
    return Flow.Simple.NEXT;
  }

  private void transaction(Step.Transaction transaction) throws SQLException {
    answers.add(
        told(
            transaction + " TRANSACTION",
            Optional.empty(),
            () -> {
              switch (transaction) {
                case BEGIN -> statements.turns().begin();
                case COMMIT -> statements.turns().commit();
                case ROLLBACK -> statements.turns().rollback();
              }
              return new Answer(
                  transaction + "_TRANSACTION", Answer.NOTHING, false, null, null, Set.of());
            }));
  }

  private interface Turn {
    Answer take() throws SQLException;
  }

  /// Runs a statement and tells who watches how it ended.
  private Answer told(String sql, Optional<ScriptWatch.Place> place, Turn turn)
      throws SQLException {
    var started = tool.clock().instant();
    try {
      var answer = turn.take();
      tell(sql, place, started, new ScriptWatch.Outcome.Done(answer.result(sessionId)));
      return answer;
    } catch (SqlFault | Fault | SqlError | SQLException e) {
      tell(sql, place, started, new ScriptWatch.Outcome.Failed(error(e)));
      throw e;
    }
  }

  private void tell(
      String sql, Optional<ScriptWatch.Place> place, Instant started, ScriptWatch.Outcome outcome) {
    request
        .watch()
        .ended(
            new ScriptWatch.Statement(
                sql, place, procedure, started, tool.clock().instant(), outcome));
  }

  /// The text of a statement begins with as much blank space as stands before it in the script.
  private static Optional<ScriptWatch.Place> place(String sql) {
    String before = sql.substring(0, sql.length() - sql.stripLeading().length());
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    return Optional.of(new ScriptWatch.Place(line, before.length() - before.lastIndexOf('\n')));
  }

  // Statements and expressions

  private Surroundings around(@Nullable IrType target) {
    return new Surroundings(
        variables.named(), scope.routines(), parameters.named(), parameters.positional(), target);
  }

  private Map<String, Expr> values() {
    Map<String, Expr> values = new HashMap<>(parameters.values());
    values.putAll(system);
    values.putAll(variables.constants());
    return values;
  }

  private Command resolve(String sql, @Nullable IrType target) {
    return resolveIn(around(target), sql);
  }

  private Command resolveIn(Surroundings around, String sql) {
    try {
      return tool.resolutions().command(sql, around, scope);
    } catch (SqlFault fault) {
      throw missing(fault).orElseGet(() -> SqlErrors.of(fault));
    }
  }

  /// ZetaSQL says that a table is missing, BigQuery whether it is the dataset.
  private Optional<SqlError> missing(SqlFault fault) {
    String message = String.valueOf(fault.getMessage());
    var found = MISSING.matcher(message);
    if (!found.find()) return Optional.empty();
    String path = found.group(1).replace("`", "");
    return Optional.of(
        scope.missing(scope.local(TablePaths.ref(List.of(path.split("\\.", -1)), scope))));
  }

  private static final java.util.regex.Pattern MISSING =
      java.util.regex.Pattern.compile("^Table not found: ([^;\\s]+)");

  private Answer statement(String sql) throws SQLException {
    var command = resolve(sql, null);
    var destination = request.destination();
    if (destination.isPresent()) return into(destination.get(), command);
    return execute(command, values());
  }

  private Answer execute(Command command, Map<String, Expr> values) throws SQLException {
    var id = single ? request.id() : Optional.<convergence.warehouse.JobId>empty();
    var answer = statements.run(command, values, request.maxRows(), id);
    if (answer.dml() != null)
      system.put(
          "@@row_count", new Expr.Literal(IrType.of(SqlType.INT64), answer.dml().affected()));
    return answer;
  }

  private Answer into(ResultTable to, Command command) throws SQLException {
    return switch (command) {
      case Query query -> statements.into(to, query, values(), request.maxRows(), request.id());
      case Ddl.CreateRoutine routine when routine.temporary() -> execute(routine, values());
      case Dml _, Ddl _, Command.Assertion _ ->
          throw new SqlError(
              SqlError.Reason.INVALID,
              "Cannot set destination table in jobs with "
                  + (command instanceof Dml ? "DML" : "DDL")
                  + " statements");
    };
  }

  private @Nullable Object value(String expression, @Nullable IrType type) throws SQLException {
    return one((Query) resolve("SELECT (" + expression + "\n)", type));
  }

  private @Nullable Object one(Query query) throws SQLException {
    return statements.value(query, values());
  }

  private boolean holds(String condition) throws SQLException {
    return Boolean.TRUE.equals(value(condition, IrType.of(SqlType.BOOL)));
  }

  // Variables

  private void declare(Step.Declare declare) throws SQLException {
    IrType type = declare.type() == null ? null : tool.resolver().type(declare.type());
    Object value = null;
    if (declare.value() != null) {
      var query = (Query) resolve("SELECT (" + declare.value() + "\n)", type);
      if (type == null) type = query.outputs().getFirst().column().type();
      value = one(query);
    }
    if (type == null) throw SqlErrors.invalid("DECLARE needs a type or a DEFAULT");
    for (var name : declare.names()) variables.declare(name, type, value);
  }

  private void assign(Step.AssignFields assign) throws SQLException {
    List<IrType.Field> fields = new ArrayList<>();
    for (var name : assign.names()) fields.add(new IrType.Field("", variables.type(name)));
    Object value = value(assign.struct(), new IrType.Struct(fields));
    if (value == null) throw SqlErrors.invalid("Cannot SET several variables to a NULL STRUCT");
    var parts = new ArrayList<@Nullable Object>(((Map<?, ?>) value).values());
    for (int i = 0; i < assign.names().size(); i++)
      variables.set(assign.names().get(i), parts.get(i));
  }

  private void assign(Step.AssignSystem assign) throws SQLException {
    Object value = value(assign.value(), null);
    switch (assign.path().toLowerCase(Locale.ROOT)) {
      case "dataset_id" -> {
        scope.defaultDataset(String.valueOf(value));
        set("@@dataset_id", String.valueOf(value));
      }
      case "query_label" -> {}
      case "time_zone" -> {
        if (!"UTC".equals(value)) throw SqlErrors.unsupported("SET @@time_zone to another zone");
      }
      default -> throw SqlErrors.unsupported("SET @@" + assign.path());
    }
  }

  // Branches and loops

  private Flow choose(Step.If choice) throws SQLException {
    for (var branch : choice.branches()) if (holds(branch.condition())) return run(branch.body());
    return run(choice.otherwise());
  }

  private Flow choose(Step.Case choice) throws SQLException {
    var otherwise = choice.otherwise();
    if (choice.subject() == null)
      return choose(new Step.If(choice.branches(), otherwise == null ? NO_MATCH : otherwise));
    var subject = (Query) resolve("SELECT (" + choice.subject() + "\n)", null);
    String name = "_case_subject_" + hidden++;
    variables.open();
    try {
      variables.declare(name, subject.outputs().getFirst().column().type(), one(subject));
      for (var branch : choice.branches())
        if (holds(name + " = (" + branch.condition() + "\n)")) return run(branch.body());
      return run(otherwise == null ? NO_MATCH : otherwise);
    } finally {
      variables.close();
    }
  }

  /// CASE without a fitting branch and without ELSE does nothing.
  private static final List<Step> NO_MATCH = List.of();

  /// @return null: the loop goes on
  private static @Nullable Flow after(Flow flow, String label) {
    return switch (flow) {
      case Flow.Simple.NEXT -> null;
      case Flow.Simple.RETURN -> flow;
      case Flow.Leave(var wanted, var again) -> {
        boolean mine = wanted.isEmpty() || wanted.equalsIgnoreCase(label);
        if (!mine) yield flow;
        yield again ? null : Flow.Simple.NEXT;
      }
    };
  }

  private Flow loop(Step.While loop) throws SQLException {
    while (loop.condition() == null || holds(loop.condition())) {
      Flow end = after(run(loop.body()), loop.label());
      if (end != null) return end;
      session.check();
    }
    return Flow.Simple.NEXT;
  }

  private Flow loop(Step.Repeat loop) throws SQLException {
    do {
      Flow end = after(run(loop.body()), loop.label());
      if (end != null) return end;
      session.check();
    } while (!holds(loop.until()));
    return Flow.Simple.NEXT;
  }

  private Flow loop(Step.For loop) throws SQLException {
    var query = (Query) resolve(loop.query(), null);
    var type =
        new IrType.Struct(
            query.outputs().stream()
                .map(o -> new IrType.Field(o.name(), o.column().type()))
                .toList());
    Rows rows = statements.run(query, values(), LOOP_ROWS, Optional.empty()).rows();
    if (rows.truncated()) throw SqlErrors.unsupported("FOR over more than a million rows");
    for (var row : rows.rows()) {
      variables.open();
      try {
        variables.declare(loop.variable(), type, row);
        Flow end = after(run(loop.body()), loop.label());
        if (end != null) return end;
      } finally {
        variables.close();
      }
    }
    return Flow.Simple.NEXT;
  }

  // Errors

  private void raise(@Nullable String message) throws SQLException {
    if (message == null) {
      if (handled == null)
        throw SqlErrors.invalid("Cannot re-raise an exception outside an exception handler");
      throw handled;
    }
    throw SqlError.raised(String.valueOf(value(message, IrType.of(SqlType.STRING))));
  }

  private Flow block(Step.Block block) throws SQLException {
    variables.open();
    int depth = variables.depth();
    var frame = variables;
    try {
      Flow flow = run(block.body());
      return labelled(flow, block.label());
    } catch (SqlFault | Fault | SqlError | SQLException e) {
      if (block.handler() == null) throw e;
      var error = caught(e);
      variables = frame;
      variables.closeTo(depth);
      return labelled(handle(error, block.handler()), block.label());
    } finally {
      variables.closeTo(depth - 1);
    }
  }

  private static Flow labelled(Flow flow, String label) {
    boolean mine =
        flow instanceof Flow.Leave(var wanted, _)
            && !label.isEmpty()
            && wanted.equalsIgnoreCase(label);
    return mine ? Flow.Simple.NEXT : flow;
  }

  /// What a script may catch. A refusal is ours and must reach the caller.
  private SqlError caught(Exception e) {
    SqlError error = error(e);
    statements.turns().failed();
    return switch (error.reason()) {
      case INVALID_QUERY, INVALID, NOT_FOUND, DUPLICATE, ACCESS_DENIED, RESOURCE_IN_USE -> error;
      case STOPPED, TIMEOUT, RESOURCES_EXCEEDED, BACKEND_ERROR, UNSUPPORTED -> throw error;
    };
  }

  private SqlError error(Exception e) {
    return switch (e) {
      case SqlError known -> known;
      case SqlFault fault -> SqlErrors.of(fault);
      case Fault fault -> SqlErrors.of(fault);
      case SQLException failed -> SqlErrors.of(session.fault(failed));
      default -> throw new IllegalStateException(e);
    };
  }

  private Flow handle(SqlError error, List<Step> handler) throws SQLException {
    var outer = handled;
    var outerMessage = system.get("@@error.message");
    handled = error;
    if (error.raised()) set("@@error.message", String.valueOf(error.getMessage()));
    else system.remove("@@error.message");
    try {
      return run(handler);
    } finally {
      handled = outer;
      if (outerMessage == null) system.remove("@@error.message");
      else system.put("@@error.message", outerMessage);
    }
  }

  // Procedures and dynamic SQL

  private void call(Step.Call call) throws SQLException {
    var routine = scope.routine(call.path());
    if (routine.isEmpty() || !(routine.get() instanceof Routine.Procedure procedure)) {
      var name = scope.routineName(call.path());
      throw new SqlError(
          SqlError.Reason.INVALID_QUERY,
          "Procedure is not found: " + name.dataset() + "." + call.path().getLast());
    }
    if (procedure.arguments().size() != call.arguments().size())
      throw SqlErrors.invalid(
          "Procedure call has "
              + call.arguments().size()
              + " arguments, expected "
              + procedure.arguments().size());
    if (calls == CALLS_DEEP) throw SqlErrors.unsupported("more than 50 calls within calls");
    var callee = called(call, procedure);
    var caller = variables;
    String above = this.procedure;
    calls++;
    variables = callee;
    this.procedure = String.join(".", call.path());
    try {
      run(tool.resolver().script(procedure.body()));
    } finally {
      variables = caller;
      this.procedure = above;
      calls--;
    }
    for (int i = 0; i < call.arguments().size(); i++) {
      var argument = procedure.arguments().get(i);
      if (argument.mode() != Routine.Mode.IN)
        variables.set(variable(call.arguments().get(i)), callee.value(argument.name()));
    }
  }

  private Variables called(Step.Call call, Routine.Procedure procedure) throws SQLException {
    var callee = new Variables();
    for (int i = 0; i < call.arguments().size(); i++) {
      var argument = procedure.arguments().get(i);
      String given = call.arguments().get(i);
      IrType type = argument.type();
      if (type == null) throw SqlErrors.unsupported("a procedure with ANY TYPE");
      Object value =
          switch (argument.mode()) {
            case IN, INOUT -> value(given, type);
            case OUT -> null;
          };
      if (argument.mode() != Routine.Mode.IN && !variables.type(variable(given)).equals(type))
        throw SqlErrors.invalid(
            "Variable " + given + " has another type than argument " + argument.name());
      callee.declare(argument.name(), type, value);
    }
    return callee;
  }

  private static String variable(String argument) {
    return argument.strip().replace("`", "");
  }

  private void immediate(Step.Immediate immediate) throws SQLException {
    Object sql = value(immediate.sql(), IrType.of(SqlType.STRING));
    if (sql == null) throw SqlErrors.invalid("SQL created by EXECUTE IMMEDIATE cannot be NULL");
    var steps = tool.resolver().script(sql.toString());
    if (steps.size() != 1 || !(steps.getFirst() instanceof Step.Sql(var text, _)))
      throw SqlErrors.unsupported("EXECUTE IMMEDIATE of a script");
    var using = using(immediate);
    var around =
        new Surroundings(List.of(), scope.routines(), using.named(), using.positional(), null);
    Map<String, Expr> values = new HashMap<>(system);
    values.putAll(using.values());
    var answer =
        told(text.strip(), Optional.empty(), () -> execute(resolveIn(around, text), values));
    if (immediate.into().isEmpty()) answers.add(answer);
    else into(immediate.into(), answer.rows());
  }

  private Parameters using(Step.Immediate immediate) throws SQLException {
    List<SqlParameter> given = new ArrayList<>();
    for (var using : immediate.using()) {
      var query = (Query) resolve("SELECT (" + using.value() + "\n)", null);
      given.add(
          new SqlParameter(using.alias(), query.outputs().getFirst().column().type(), one(query)));
    }
    return Parameters.of(given);
  }

  private void into(List<String> names, Rows rows) {
    if (rows.rows().size() > 1)
      throw SqlErrors.invalid(
          "The dynamic SQL statement in EXECUTE IMMEDIATE ... INTO returned more than one row");
    if (rows.columns().size() != names.size())
      throw SqlErrors.invalid(
          "The number of columns does not match the number of variables in the INTO clause");
    for (int i = 0; i < names.size(); i++) {
      Column column = rows.columns().get(i);
      if (!variables.type(names.get(i)).equals(Irs.type(column)))
        throw SqlErrors.unsupported("EXECUTE IMMEDIATE INTO a variable of another type");
      variables.set(names.get(i), rows.rows().isEmpty() ? null : rows.rows().getFirst().get(i));
    }
  }

  /// Temporary tables lie in the connection; a session keeps both.
  void close(boolean keepTemporary) throws SQLException {
    statements.turns().close();
    if (!keepTemporary)
      for (var table : scope.temporaryTables()) session.execute("DROP TABLE IF EXISTS " + table);
  }
}
