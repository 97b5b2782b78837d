package convergence.embedded.duckdb;

import convergence.embedded.duckdb.Effects.Effect;
import convergence.embedded.duckdb.sql.Context;
import convergence.embedded.duckdb.sql.JsEngine;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Routine;
import convergence.warehouse.JobId;
import convergence.warehouse.TableRef;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Executes DDL. What it changes is written to DuckDB and to the catalogue's table by one transaction, and told
/// after it.
final class DdlRun {
  private final Tool tool;
  private final Session session;
  private final Scope scope;
  private final Turns turns;

  DdlRun(Tool tool, Session session, Scope scope, Turns turns) {
    this.tool = tool;
    this.session = session;
    this.scope = scope;
    this.turns = turns;
  }

  Answer run(Ddl ddl, Context context, Sources sources, Optional<JobId> id) throws SQLException {
    var tables = new TableDdl(tool, session, scope, turns, id);
    return switch (ddl) {
      case Ddl.CreateTable create -> tables.create(create, context, sources);
      case Ddl.CopyTable copy -> tables.copy(copy);
      case Ddl.Alter alter when alter.kind() == Ddl.Kind.SCHEMA -> alterSchema(alter);
      case Ddl.Alter alter -> new AlterDdl(tool, session, scope, turns, id).alter(alter);
      case Ddl.CreateView create -> view(create, id);
      case Ddl.CreateSchema create -> schema(create, id);
      case Ddl.CreateRoutine create -> routine(create, id);
      case Ddl.Drop drop -> drop(drop, tables, id);
    };
  }

  static String type(Ddl ddl) {
    return switch (ddl) {
      case Ddl.CreateTable create ->
          create.rows() == null ? "CREATE_TABLE" : "CREATE_TABLE_AS_SELECT";
      case Ddl.CopyTable copy ->
          copy.kind() == Ddl.CopyKind.SNAPSHOT ? "CREATE_SNAPSHOT_TABLE" : "CREATE_TABLE";
      case Ddl.CreateView create ->
          create.materialized() ? "CREATE_MATERIALIZED_VIEW" : "CREATE_VIEW";
      case Ddl.CreateSchema _ -> "CREATE_SCHEMA";
      case Ddl.CreateRoutine create -> "CREATE_" + kind(create.routine());
      case Ddl.Drop drop -> "DROP_" + drop.kind();
      case Ddl.Alter alter -> "ALTER_" + alter.kind();
    };
  }

  private void effect(Optional<JobId> id) throws SQLException {
    if (id.isPresent()) tool.effects().done(session, id.get(), new Effect.Done(0, 0, "statement"));
  }

  // Views

  private Answer view(Ddl.CreateView create, Optional<JobId> id) throws SQLException {
    TableRef view = scope.target(create.view());
    requireDataset(view.dataset());
    String type = create.materialized() ? "CREATE_MATERIALIZED_VIEW" : "CREATE_VIEW";
    var there = tool.catalog().stored(view);
    if (there.isPresent()) {
      if (create.mode() == Ddl.Mode.IF_NOT_EXISTS)
        return Answer.ddl(type, "SKIP", view.toString(), create.columns());
      if (create.mode() == Ddl.Mode.NEW)
        throw SqlErrors.exists("Table", scope.project(), view.toString());
      if (!there.get().isView())
        throw SqlErrors.invalid(
            SqlErrors.wire(scope.project(), view)
                + " is not allowed for this operation because it is currently a TABLE.");
    }
    var stored = StoredViews.of(create, scope, tool.clock().instant());
    turns.writing(
        view,
        within -> {
          tool.catalog().store(within, view, stored);
          effect(id);
          return view;
        },
        made -> tool.catalog().publish(made, stored));
    return Answer.ddl(
        type, there.isPresent() ? "REPLACE" : "CREATE", view.toString(), create.columns());
  }

  private void requireDataset(String dataset) {
    if (!tool.catalog().hasDataset(dataset)) throw SqlErrors.noDataset(scope.project(), dataset);
  }

  // Schemas

  private Answer schema(Ddl.CreateSchema create, Optional<JobId> id) throws SQLException {
    String dataset = scope.dataset(create.path());
    for (var option : create.options().keySet())
      if (!List.of("location", "description", "friendly_name", "labels").contains(option))
        throw SqlErrors.unsupported("option " + option + " of a schema");
    // Two that make one dataset at once go one after the other.
    boolean made =
        turns.writing(
            TableRef.of(dataset, "*"),
            within -> {
              if (tool.catalog().hasDataset(dataset)) return false;
              tool.catalog().storeDataset(within, dataset);
              effect(id);
              return true;
            },
            done -> {
              if (done) tool.catalog().publishDataset(dataset);
            });
    if (!made && create.mode() == Ddl.Mode.IF_NOT_EXISTS)
      return Answer.ddl("CREATE_SCHEMA", "SKIP", dataset, List.of());
    if (!made) throw SqlErrors.exists("Dataset", scope.project(), dataset);
    return Answer.ddl("CREATE_SCHEMA", "CREATE", dataset, List.of());
  }

  private Answer alterSchema(Ddl.Alter alter) {
    String dataset = scope.dataset(alter.path());
    if (tool.catalog().hasDataset(dataset)) throw SqlErrors.unsupported("ALTER SCHEMA");
    if (!alter.ifExists()) throw SqlErrors.noDataset(scope.project(), dataset);
    return Answer.ddl("ALTER_SCHEMA", "SKIP", dataset, List.of());
  }

  private Answer dropSchema(Ddl.Drop drop, Optional<JobId> id) throws SQLException {
    String dataset = scope.dataset(drop.path());
    var catalog = tool.catalog();
    if (!catalog.hasDataset(dataset)) {
      if (drop.ifExists()) return Answer.ddl("DROP_SCHEMA", "SKIP", dataset, List.of());
      throw new SqlError(
          SqlError.Reason.NOT_FOUND, "Not found: Dataset " + scope.project() + ":" + dataset);
    }
    if (!drop.cascade()
        && !(catalog.names(dataset).isEmpty() && catalog.routines(dataset).isEmpty()))
      throw new SqlError(
          SqlError.Reason.RESOURCE_IN_USE,
          "Dataset " + scope.project() + ":" + dataset + " is still in use");
    session.transact(
        within -> {
          catalog.removeDataset(within, dataset);
          effect(id);
          return dataset;
        });
    catalog.forgetDataset(dataset);
    return Answer.ddl("DROP_SCHEMA", "DROP", dataset, List.of());
  }

  // Routines

  private static String kind(Routine routine) {
    return switch (routine) {
      case Routine.SqlFunction _, Routine.JsFunction _ -> "FUNCTION";
      case Routine.TableFunction _ -> "TABLE_FUNCTION";
      case Routine.Procedure _ -> "PROCEDURE";
    };
  }

  private Answer routine(Ddl.CreateRoutine create, Optional<JobId> id) throws SQLException {
    String type = "CREATE_" + kind(create.routine());
    if (create.routine() instanceof Routine.JsFunction script) JsEngine.check(script);
    if (create.temporary()) {
      String name = String.join(".", create.path());
      boolean there = scope.hasFunction(name);
      if (there && create.mode() == Ddl.Mode.NEW)
        throw SqlErrors.exists("Function", scope.project(), name);
      if (!there || create.mode() == Ddl.Mode.OR_REPLACE) scope.putFunction(name, create.routine());
      return Answer.ddl(type, there ? "REPLACE" : "CREATE", name, List.of());
    }
    var name = scope.routineName(create.path());
    requireDataset(name.dataset());
    String written = List.of(String.join(".", create.path()).split("\\.", -1)).getLast();
    String target = name.dataset() + "." + written;
    var before = tool.catalog().routine(name);
    boolean there = before.isPresent();
    if (there && create.mode() == Ddl.Mode.IF_NOT_EXISTS)
      return Answer.ddl(type, "SKIP", target, List.of());
    if (there && create.mode() == Ddl.Mode.NEW)
      throw SqlErrors.exists("Routine", scope.project(), target);
    var stored =
        StoredRoutine.of(create.routine(), written, before.orElse(null), tool.clock().instant());
    session.transact(
        within -> {
          tool.catalog().storeRoutine(within, name, stored);
          effect(id);
          return name;
        });
    tool.catalog().publishRoutine(name, stored);
    return Answer.ddl(type, there ? "REPLACE" : "CREATE", target, List.of());
  }

  private Answer dropRoutine(Ddl.Drop drop, Optional<JobId> id) throws SQLException {
    String type = "DROP_" + drop.kind();
    String written = String.join(".", drop.path());
    if (drop.path().size() == 1 && scope.removeFunction(written))
      return Answer.ddl(type, "DROP", written, List.of());
    var name = scope.routineName(drop.path());
    String target = name.dataset() + "." + name.name();
    var there =
        tool.catalog().routine(name).filter(r -> kind(r.routine()).equals(drop.kind().name()));
    if (there.isEmpty()) {
      if (drop.ifExists()) return Answer.ddl(type, "SKIP", target, List.of());
      throw SqlErrors.noRoutine(scope.project(), name.dataset(), name.name());
    }
    session.transact(
        within -> {
          tool.catalog().removeRoutine(within, name);
          effect(id);
          return name;
        });
    tool.catalog().forgetRoutine(name);
    return Answer.ddl(type, "DROP", target, List.of());
  }

  private Answer drop(Ddl.Drop drop, TableDdl tables, Optional<JobId> id) throws SQLException {
    return switch (drop.kind()) {
      case TABLE, SNAPSHOT_TABLE, VIEW, MATERIALIZED_VIEW -> tables.drop(drop);
      case SCHEMA -> dropSchema(drop, id);
      case FUNCTION, TABLE_FUNCTION, PROCEDURE -> dropRoutine(drop, id);
    };
  }
}
