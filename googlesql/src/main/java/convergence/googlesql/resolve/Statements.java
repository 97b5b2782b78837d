package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOutputColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedQueryStmt;
import convergence.googlesql.Resolved;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Query.Output;
import convergence.googlesql.ir.Unsupported;
import java.util.ArrayList;
import java.util.List;

/// A statement → [Query].
final class Statements {
  private final Resolved resolved;

  Statements(Resolved resolved) {
    this.resolved = resolved;
  }

  Query query() {
    if (!(resolved.statement() instanceof ResolvedQueryStmt statement))
      throw Unsupported.of(
          "a statement other than SELECT (" + Nodes.name(resolved.statement()) + ")");
    Refuse.hints(statement.getHintList());
    if (statement.getIsValueTable())
      throw Unsupported.of("SELECT AS STRUCT or AS VALUE at the top of a query");
    var rows = new Scans(resolved).scan(statement.getQuery());
    return new Query(
        rows, outputs(statement.getOutputColumnList()), statement.getQuery().getIsOrdered());
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
