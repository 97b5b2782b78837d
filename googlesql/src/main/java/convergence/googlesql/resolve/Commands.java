package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterMaterializedViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterSchemaStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterTableSetOptionsStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAssertStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateFunctionStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateMaterializedViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateProcedureStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateSchemaStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateSnapshotTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableAsSelectStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableFunctionStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDeleteStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDropFunctionStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDropMaterializedViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDropSnapshotTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDropStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDropTableFunctionStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedInsertStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedMergeStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedQueryStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTruncateStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedUpdateStmt;
import convergence.googlesql.Resolved;
import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.Computed;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Locale;

/// ZetaSQL's statements → [Command].
final class Commands {
  private final Resolved resolved;

  Commands(Resolved resolved) {
    this.resolved = resolved;
  }

  Command command() {
    var statement = resolved.statement();
    Refuse.hints(statement.getHintList());
    var dml = new DmlStatements(resolved);
    var tables = new CreateStatements(resolved);
    var routines = new RoutineStatements();
    var changes = new AlterStatements(resolved);
    return switch (statement) {
      case ResolvedQueryStmt _ -> new Statements(resolved).query();
      case ResolvedInsertStmt it -> dml.insert(it);
      case ResolvedUpdateStmt it -> dml.update(it);
      case ResolvedDeleteStmt it -> dml.delete(it);
      case ResolvedMergeStmt it -> dml.merge(it);
      case ResolvedTruncateStmt it -> dml.truncate(it);
      case ResolvedCreateTableStmt it -> tables.table(it);
      case ResolvedCreateTableAsSelectStmt it -> tables.tableAs(it);
      case ResolvedCreateSnapshotTableStmt it -> tables.snapshot(it);
      case ResolvedCreateViewStmt it -> tables.view(it, false);
      case ResolvedCreateMaterializedViewStmt it -> tables.materialized(it);
      case ResolvedCreateSchemaStmt it -> tables.schema(it);
      case ResolvedCreateFunctionStmt it -> routines.function(it);
      case ResolvedCreateTableFunctionStmt it -> routines.tableFunction(it);
      case ResolvedCreateProcedureStmt it -> routines.procedure(it);
      case ResolvedAlterTableSetOptionsStmt it -> changes.options(it);
      case ResolvedAlterTableStmt it -> changes.alter(Ddl.Kind.TABLE, it);
      case ResolvedAlterViewStmt it -> changes.alter(Ddl.Kind.VIEW, it);
      case ResolvedAlterMaterializedViewStmt it -> changes.alter(Ddl.Kind.MATERIALIZED_VIEW, it);
      case ResolvedAlterSchemaStmt it -> changes.alter(Ddl.Kind.SCHEMA, it);
      case ResolvedDropStmt it -> drop(it);
      case ResolvedDropFunctionStmt it -> drop(it);
      case ResolvedDropTableFunctionStmt it ->
          new Ddl.Drop(Ddl.Kind.TABLE_FUNCTION, it.getNamePath(), it.getIsIfExists(), false);
      case ResolvedDropMaterializedViewStmt it ->
          new Ddl.Drop(Ddl.Kind.MATERIALIZED_VIEW, it.getNamePath(), it.getIsIfExists(), false);
      case ResolvedDropSnapshotTableStmt it ->
          new Ddl.Drop(Ddl.Kind.SNAPSHOT_TABLE, it.getNamePath(), it.getIsIfExists(), false);
      case ResolvedAssertStmt it -> assertion(it);
      // ZetaSQL's classes are not sealed, and what is not known here is refused.
      default -> throw Unsupported.of(spoken(Nodes.name(statement)));
    };
  }

  /// `CreateModelStmt` → `CREATE MODEL`.
  private static String spoken(String name) {
    return name.replace("Stmt", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ").toUpperCase(Locale.ROOT);
  }

  private static Ddl drop(ResolvedDropStmt drop) {
    var kind =
        switch (drop.getObjectType()) {
          case "TABLE" -> Ddl.Kind.TABLE;
          case "VIEW" -> Ddl.Kind.VIEW;
          case "SCHEMA" -> Ddl.Kind.SCHEMA;
          case "PROCEDURE" -> Ddl.Kind.PROCEDURE;
          default -> throw Unsupported.of("DROP " + drop.getObjectType());
        };
    boolean cascade =
        switch (drop.getDropMode()) {
          case CASCADE -> true;
          case DROP_MODE_UNSPECIFIED, RESTRICT -> false;
        };
    return new Ddl.Drop(kind, drop.getNamePath(), drop.getIsIfExists(), cascade);
  }

  private static Ddl drop(ResolvedDropFunctionStmt drop) {
    Refuse.any(drop.getArguments(), "DROP FUNCTION with arguments");
    Refuse.any(drop.getSignature(), "DROP FUNCTION with arguments");
    return new Ddl.Drop(Ddl.Kind.FUNCTION, drop.getNamePath(), drop.getIsIfExists(), false);
  }

  private Command assertion(ResolvedAssertStmt it) {
    var column = new IrColumn(1_000_000_000L, IrType.of(SqlType.BOOL));
    Expr condition = new Scans(resolved).exprs().expr(it.getExpression());
    var row =
        new Rel.Project(
            new Rel.SingleRow(), List.of(new Computed(column, condition)), List.of(column));
    return new Command.Assertion(
        new Query(row, List.of(new Query.Output("assertion", column)), false), it.getDescription());
  }
}
