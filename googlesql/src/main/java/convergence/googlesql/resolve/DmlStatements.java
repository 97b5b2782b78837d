package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnRef;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDMLDefault;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDMLValue;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDeleteStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedGetStructField;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedInsertRow;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedInsertStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedMergeStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedMergeWhen;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTableScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTruncateStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedUpdateItem;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedUpdateStmt;
import convergence.googlesql.Resolved;
import convergence.googlesql.ir.Dml;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlFault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// INSERT, UPDATE, DELETE, MERGE and TRUNCATE.
final class DmlStatements {
  private final Resolved resolved;
  private final Scans scans;
  private final Exprs exprs;

  DmlStatements(Resolved resolved) {
    this.resolved = resolved;
    this.scans = new Scans(resolved);
    this.exprs = scans.exprs();
  }

  private void target(ResolvedTableScan scan) {
    Refuse.hints(scan.getHintList());
    if (resolved.schema(scan.getTable()).viewSql() != null)
      throw new SqlFault(
          "unresolved",
          "Table " + resolved.ref(scan.getTable()) + " is a view: it cannot be changed",
          0,
          0);
  }

  Dml insert(ResolvedInsertStmt insert) {
    target(insert.getTableScan());
    Refuse.any(insert.getAssertRowsModified(), "ASSERT_ROWS_MODIFIED");
    Refuse.any(insert.getReturning(), "THEN RETURN");
    Refuse.any(insert.getOnConflictClause(), "ON CONFLICT");
    Refuse.any(insert.getGeneratedColumnExprList(), "a generated column");
    Refuse.any(insert.getTopologicallySortedGeneratedColumnIdList(), "a generated column");
    Refuse.any(insert.getQueryParameterList(), "a nested INSERT");
    switch (insert.getInsertMode()) {
      case OR_ERROR -> {}
      case OR_IGNORE, OR_REPLACE, OR_UPDATE -> throw Unsupported.of("INSERT OR …");
    }
    Dml.Rows rows;
    if (insert.getQuery() == null) {
      List<List<@Nullable Expr>> values = new ArrayList<>();
      for (var row : insert.getRowList()) values.add(values(row));
      rows = new Dml.Rows.Values(values);
    } else {
      rows =
          new Dml.Rows.Of(
              scans.scan(insert.getQuery()), Nodes.positions(insert.getQueryOutputColumnList()));
    }
    return new Dml.Insert(
        resolved.ref(insert.getTableScan().getTable()), names(insert.getInsertColumnList()), rows);
  }

  private static List<String> names(List<ResolvedColumn> columns) {
    return columns.stream().map(ResolvedColumn::getName).toList();
  }

  private List<@Nullable Expr> values(ResolvedInsertRow row) {
    List<@Nullable Expr> values = new ArrayList<>();
    for (var value : row.getValueList()) values.add(value(value));
    return values;
  }

  private @Nullable Expr value(ResolvedDMLValue value) {
    return value.getValue() instanceof ResolvedDMLDefault ? null : exprs.expr(value.getValue());
  }

  Dml update(ResolvedUpdateStmt update) {
    target(update.getTableScan());
    Refuse.any(update.getAssertRowsModified(), "ASSERT_ROWS_MODIFIED");
    Refuse.any(update.getReturning(), "THEN RETURN");
    Refuse.any(update.getArrayOffsetColumn(), "a nested UPDATE");
    Refuse.any(update.getGeneratedColumnExprList(), "a generated column");
    Refuse.any(update.getTopologicallySortedGeneratedColumnIdList(), "a generated column");
    return new Dml.Update(
        scans.table(update.getTableScan()),
        update.getFromScan() == null ? null : scans.scan(update.getFromScan()),
        exprs.expr(update.getWhereExpr()),
        items(update.getUpdateItemList()));
  }

  private List<Dml.SetItem> items(List<ResolvedUpdateItem> items) {
    List<Dml.SetItem> set = new ArrayList<>();
    for (var item : items) {
      Refuse.any(item.getElementColumn(), "UPDATE of an array's elements");
      Refuse.any(item.getUpdateItemElementList(), "UPDATE of an array's elements");
      Refuse.any(item.getDeleteList(), "a DELETE nested in an UPDATE");
      Refuse.any(item.getUpdateList(), "an UPDATE nested in an UPDATE");
      Refuse.any(item.getInsertList(), "an INSERT nested in an UPDATE");
      List<Integer> fields = new ArrayList<>();
      ResolvedExpr at = item.getTarget();
      while (at instanceof ResolvedGetStructField get) {
        fields.add(0, Math.toIntExact(get.getFieldIdx()));
        at = get.getExpr();
      }
      if (!(at instanceof ResolvedColumnRef column))
        throw Unsupported.of("UPDATE of " + Nodes.name(at));
      set.add(new Dml.SetItem(Nodes.column(column.getColumn()), fields, value(item.getSetValue())));
    }
    return set;
  }

  Dml delete(ResolvedDeleteStmt delete) {
    target(delete.getTableScan());
    Refuse.any(delete.getAssertRowsModified(), "ASSERT_ROWS_MODIFIED");
    Refuse.any(delete.getReturning(), "THEN RETURN");
    Refuse.any(delete.getArrayOffsetColumn(), "a nested DELETE");
    return new Dml.Delete(scans.table(delete.getTableScan()), exprs.expr(delete.getWhereExpr()));
  }

  Dml merge(ResolvedMergeStmt merge) {
    target(merge.getTableScan());
    List<Dml.When> clauses = new ArrayList<>();
    for (var clause : merge.getWhenClauseList()) clauses.add(when(clause));
    return new Dml.Merge(
        scans.table(merge.getTableScan()),
        scans.scan(merge.getFromScan()),
        exprs.expr(merge.getMergeExpr()),
        clauses);
  }

  private Dml.When when(ResolvedMergeWhen clause) {
    var match =
        switch (clause.getMatchType()) {
          case MATCHED -> Dml.Match.MATCHED;
          case NOT_MATCHED_BY_TARGET -> Dml.Match.NOT_MATCHED_BY_TARGET;
          case NOT_MATCHED_BY_SOURCE -> Dml.Match.NOT_MATCHED_BY_SOURCE;
        };
    var action =
        switch (clause.getActionType()) {
          case INSERT ->
              new Dml.Action.Add(
                  names(clause.getInsertColumnList()), values(clause.getInsertRow()));
          case UPDATE -> new Dml.Action.Put(items(clause.getUpdateItemList()));
          case DELETE -> new Dml.Action.Remove();
        };
    Expr condition = clause.getMatchExpr() == null ? null : exprs.expr(clause.getMatchExpr());
    return new Dml.When(match, condition, action);
  }

  Dml truncate(ResolvedTruncateStmt truncate) {
    target(truncate.getTableScan());
    Refuse.any(truncate.getWhereExpr(), "TRUNCATE … WHERE");
    return new Dml.Truncate(resolved.ref(truncate.getTableScan().getTable()));
  }
}
