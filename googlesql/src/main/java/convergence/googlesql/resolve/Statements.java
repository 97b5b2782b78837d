package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOutputColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedQueryStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedScan;
import convergence.googlesql.Resolved;
import convergence.googlesql.ir.Computed;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Query.Output;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.Unsupported;
import java.util.ArrayList;
import java.util.List;

/// A statement → [Query].
final class Statements {
  /// ZetaSQL counts its columns from 1; no query has so many.
  private static final long OPENED = 1_000_000_000;

  private final Resolved resolved;

  Statements(Resolved resolved) {
    this.resolved = resolved;
  }

  Query query() {
    if (!(resolved.statement() instanceof ResolvedQueryStmt statement))
      throw Unsupported.of(
          "a statement other than SELECT (" + Nodes.name(resolved.statement()) + ")");
    Refuse.hints(statement.getHintList());
    return query(
        statement.getQuery(), statement.getOutputColumnList(), statement.getIsValueTable());
  }

  /// A query where it stands in a statement, too.
  Query query(ResolvedScan query, List<ResolvedOutputColumn> columns, boolean valueTable) {
    var rows = new Scans(resolved).scan(query);
    if (valueTable && columns.getFirst().getColumn().getType().isStruct())
      return opened(rows, Nodes.column(columns.getFirst().getColumn()), query.getIsOrdered());
    return new Query(rows, outputs(columns), query.getIsOrdered());
  }

  /// A value table of structs shows their fields as columns.
  private static Query opened(Rel rows, IrColumn struct, boolean ordered) {
    List<Computed> fields = new ArrayList<>();
    List<Output> outputs = new ArrayList<>();
    int anonymous = 0;
    for (var field : ((IrType.Struct) struct.type()).fields()) {
      var column = new IrColumn(OPENED + fields.size(), field.type());
      fields.add(
          new Computed(
              column, new Expr.GetField(new Expr.Ref(struct), fields.size(), field.type())));
      outputs.add(
          new Output(field.name().isEmpty() ? "f" + anonymous++ + "_" : field.name(), column));
    }
    if (ordered) return new Query(Orders.over(rows, fields), outputs, true);
    return new Query(
        new Rel.Project(rows, fields, fields.stream().map(Computed::column).toList()),
        outputs,
        false);
  }

  /// ZetaSQL calls a column without a name `$col7`, BigQuery `f0_`, counting such columns only.
  private static List<Output> outputs(List<ResolvedOutputColumn> columns) {
    List<Output> outputs = new ArrayList<>();
    int anonymous = 0;
    for (var column : columns) {
      String name = column.getName().startsWith("$") ? "f" + anonymous++ + "_" : column.getName();
      outputs.add(new Output(name, Nodes.column(column.getColumn())));
    }
    return outputs;
  }
}
