package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAddColumnAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAddConstraintAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterColumnAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterColumnDropDefaultAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterColumnDropNotNullAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterColumnOptionsAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterColumnSetDataTypeAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterColumnSetDefaultAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterObjectStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAlterTableSetOptionsStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedConstraint;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDropColumnAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedForeignKey;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedPrimaryKey;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedRenameColumnAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedRenameToAction;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSetOptionsAction;
import convergence.googlesql.Resolved;
import convergence.googlesql.Types;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Ddl.Change;
import convergence.googlesql.ir.Unsupported;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// ALTER TABLE, VIEW and SCHEMA.
final class AlterStatements {
  private final Exprs exprs;

  AlterStatements(Resolved resolved) {
    this.exprs = new Scans(resolved).exprs();
  }

  Ddl alter(Ddl.Kind kind, ResolvedAlterObjectStmt alter) {
    List<Change> changes = new ArrayList<>();
    for (var action : alter.getAlterActionList()) changes.add(change(action));
    return new Ddl.Alter(kind, alter.getNamePath(), alter.getIsIfExists(), changes);
  }

  /// SET OPTIONS alone has a node of its own.
  Ddl options(ResolvedAlterTableSetOptionsStmt alter) {
    var set = new Change.SetOptions(Options.of(alter.getOptionList(), exprs));
    return new Ddl.Alter(Ddl.Kind.TABLE, alter.getNamePath(), alter.getIsIfExists(), List.of(set));
  }

  private Change change(ResolvedAlterAction action) {
    return switch (action) {
      case ResolvedAddColumnAction add ->
          new Change.AddColumn(
              Definitions.of(add.getColumnDefinition(), exprs), add.getIsIfNotExists());
      case ResolvedDropColumnAction drop ->
          new Change.DropColumn(drop.getName(), drop.getIsIfExists());
      case ResolvedRenameColumnAction rename ->
          new Change.RenameColumn(rename.getName(), rename.getNewName(), rename.getIsIfExists());
      case ResolvedRenameToAction rename -> new Change.RenameTo(rename.getNewPath().getLast());
      case ResolvedSetOptionsAction set ->
          new Change.SetOptions(Options.of(set.getOptionList(), exprs));
      case ResolvedAlterColumnAction column -> column(column);
      // Keys are NOT ENFORCED in BigQuery: they change no answer.
      case ResolvedAddConstraintAction add when isKey(add.getConstraint()) ->
          new Change.SetOptions(Map.of());
      // ZetaSQL's classes are not sealed, and what is not known here is refused.
      default -> throw Unsupported.of("ALTER … " + spoken(action));
    };
  }

  private static boolean isKey(ResolvedConstraint constraint) {
    return switch (constraint) {
      case ResolvedPrimaryKey key -> key.getUnenforced();
      case ResolvedForeignKey key -> !key.getEnforced();
      default -> false;
    };
  }

  private Change column(ResolvedAlterColumnAction action) {
    Refuse.when(action.getIsIfExists(), "ALTER COLUMN IF EXISTS");
    String name = action.getColumn();
    return switch (action) {
      case ResolvedAlterColumnOptionsAction set ->
          new Change.SetColumnOptions(name, Options.of(set.getOptionList(), exprs));
      case ResolvedAlterColumnDropNotNullAction _ -> new Change.DropNotNull(name);
      case ResolvedAlterColumnSetDataTypeAction set -> {
        var annotations = set.getUpdatedAnnotations();
        Refuse.when(annotations != null && annotations.getCollationName() != null, "COLLATE");
        yield new Change.SetType(
            name,
            Types.column(name, set.getUpdatedType()),
            Definitions.parameters(set.getUpdatedTypeParameters()));
      }
      case ResolvedAlterColumnSetDefaultAction set -> {
        var _ = exprs.expr(set.getDefaultValue().getExpression());
        yield new Change.SetDefault(name, set.getDefaultValue().getSql());
      }
      case ResolvedAlterColumnDropDefaultAction _ -> new Change.SetDefault(name, null);
      default -> throw Unsupported.of("ALTER COLUMN … " + spoken(action));
    };
  }

  private static String spoken(ResolvedAlterAction action) {
    return Nodes.name(action)
        .replace("Action", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toUpperCase(Locale.ROOT);
  }
}
