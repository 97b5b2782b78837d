package convergence.googlesql;

import com.google.zetasql.resolvedast.ResolvedColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAnalyticFunctionGroup;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedArrayScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnRef;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedComputedColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedComputedColumnBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDeferredComputedColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedGroupingCall;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedInsertStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOutputColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedPivotScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedRecursiveRefScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedRecursiveScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSetOperationItem;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSetOperationScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSubqueryExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTableScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedUnpivotScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithEntry;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithRefScan;
import com.google.zetasql.resolvedast.ResolvedNodes.Visitor;
import com.google.zetasql.resolvedast.ResolvedSetOperationScanEnums.SetOperationType;
import convergence.warehouse.TableRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Where each column of a resolved statement comes from, by ZetaSQL's column id. A column may come from several
/// places (a UNION); one that is made of nothing (an offset, a label) has none.
final class Definitions extends Visitor {
  private final Resolved resolved;
  private final Map<Long, List<Definition>> byColumn = new HashMap<>();
  private final Map<String, ResolvedScan> named = new HashMap<>();
  private final Deque<ResolvedRecursiveScan> recursive = new ArrayDeque<>();
  private final Map<Long, List<Long>> inputs = new HashMap<>();
  private final Map<Long, Stored> stored = new HashMap<>();
  private final Set<Long> used = new HashSet<>();

  /// A column of a table.
  private record Stored(TableRef table, String column) {}

  /// Goes on with the path of fields that is asked for.
  interface Definition {
    void follow(Origins origins, List<Integer> path);
  }

  private Definitions(Resolved resolved) {
    this.resolved = resolved;
  }

  static Definitions of(Resolved resolved) {
    var definitions = new Definitions(resolved);
    resolved.statement().accept(definitions);
    return definitions;
  }

  List<Definition> of(ResolvedColumn column) {
    return byColumn.getOrDefault(column.getId(), List.of());
  }

  /// The columns of each table that the statement uses, for whatever purpose; a table of which it only counts the
  /// rows has none.
  Map<TableRef, Set<String>> columnsRead() {
    var read = new HashMap<TableRef, Set<String>>();
    for (var column : stored.values()) read.putIfAbsent(column.table(), new TreeSet<>());
    var open = new ArrayDeque<>(used);
    var met = new HashSet<>(used);
    while (!open.isEmpty()) {
      long column = open.pop();
      var source = stored.get(column);
      if (source != null) Objects.requireNonNull(read.get(source.table())).add(source.column());
      for (long input : inputs.getOrDefault(column, List.of()))
        if (met.add(input)) open.push(input);
    }
    return read;
  }

  private void use(List<ResolvedColumn> columns) {
    for (var column : columns) used.add(column.getId());
  }

  private void define(ResolvedColumn column, Definition definition) {
    byColumn.computeIfAbsent(column.getId(), _ -> new ArrayList<>()).add(definition);
  }

  private void same(ResolvedColumn column, ResolvedColumn as) {
    inputs.computeIfAbsent(column.getId(), _ -> new ArrayList<>()).add(as.getId());
    define(column, (origins, path) -> origins.column(as, path));
  }

  private void made(ResolvedColumn column, ResolvedExpr of) {
    define(column, (origins, path) -> origins.expr(of, path));
  }

  @Override
  public void visit(ResolvedTableScan scan) {
    super.visit(scan);
    TableRef table = resolved.ref(scan.getTable());
    for (var column : scan.getColumnList()) {
      stored.put(column.getId(), new Stored(table, column.getName()));
      define(column, (origins, path) -> origins.table(table, column, path));
    }
  }

  @Override
  public void visit(ResolvedComputedColumn computed) {
    super.visit(computed);
    made(computed.getColumn(), computed.getExpr());
  }

  @Override
  public void visit(ResolvedDeferredComputedColumn computed) {
    super.visit(computed);
    made(computed.getColumn(), computed.getExpr());
  }

  /// What takes no column (a rank, a row's number) comes from its window.
  @Override
  public void visit(ResolvedAnalyticFunctionGroup group) {
    super.visit(group);
    for (var function : group.getAnalyticFunctionList())
      define(
          column(function),
          (origins, path) -> {
            if (!origins.found().isEmpty()) return;
            if (group.getPartitionBy() != null)
              group
                  .getPartitionBy()
                  .getPartitionByList()
                  .forEach(ref -> origins.expr(ref, List.of()));
            if (group.getOrderBy() != null)
              group
                  .getOrderBy()
                  .getOrderByItemList()
                  .forEach(item -> origins.expr(item.getColumnRef(), List.of()));
          });
  }

  private static ResolvedColumn column(ResolvedComputedColumnBase computed) {
    return switch (computed) {
      case ResolvedComputedColumn it -> it.getColumn();
      case ResolvedDeferredComputedColumn it -> it.getColumn();
      default -> throw new IllegalStateException(computed.nodeKindString());
    };
  }

  @Override
  public void visit(ResolvedArrayScan scan) {
    super.visit(scan);
    for (int i = 0; i < scan.getElementColumnList().size(); i++)
      made(scan.getElementColumnList().get(i), scan.getArrayExprList().get(i));
  }

  @Override
  public void visit(ResolvedSetOperationScan scan) {
    super.visit(scan);
    for (var item : scan.getInputItemList()) {
      inputs(scan, item);
      if (scan.getOpType() != SetOperationType.UNION_ALL) use(item.getOutputColumnList());
    }
  }

  @Override
  public void visit(ResolvedColumnRef ref) {
    used.add(ref.getColumn().getId());
  }

  @Override
  public void visit(ResolvedOutputColumn output) {
    used.add(output.getColumn().getId());
  }

  @Override
  public void visit(ResolvedInsertStmt insert) {
    super.visit(insert);
    use(insert.getQueryOutputColumnList());
  }

  /// What a subquery yields is the expression's value.
  @Override
  public void visit(ResolvedSubqueryExpr subquery) {
    super.visit(subquery);
    use(subquery.getSubquery().getColumnList());
  }

  @Override
  public void visit(ResolvedRecursiveScan scan) {
    recursive.push(scan);
    super.visit(scan);
    recursive.pop();
    inputs(scan, scan.getNonRecursiveTerm());
    inputs(scan, scan.getRecursiveTerm());
  }

  private void inputs(ResolvedScan scan, ResolvedSetOperationItem item) {
    for (int i = 0; i < scan.getColumnList().size(); i++)
      same(scan.getColumnList().get(i), item.getOutputColumnList().get(i));
  }

  @Override
  public void visit(ResolvedRecursiveRefScan scan) {
    inOrder(scan, recursive.getFirst());
  }

  @Override
  public void visit(ResolvedWithEntry entry) {
    named.put(entry.getWithQueryName(), entry.getWithSubquery());
    super.visit(entry);
  }

  @Override
  public void visit(ResolvedWithRefScan scan) {
    var query = named.get(scan.getWithQueryName());
    if (query != null) inOrder(scan, query);
  }

  private void inOrder(ResolvedScan scan, ResolvedScan of) {
    for (int i = 0; i < scan.getColumnList().size(); i++)
      same(scan.getColumnList().get(i), of.getColumnList().get(i));
  }

  @Override
  public void visit(ResolvedPivotScan scan) {
    super.visit(scan);
    for (var column : scan.getPivotColumnList())
      made(
          column.getColumn(),
          scan.getPivotExprList().get(Math.toIntExact(column.getPivotExprIndex())));
  }

  @Override
  public void visit(ResolvedUnpivotScan scan) {
    super.visit(scan);
    for (var argument : scan.getUnpivotArgList())
      for (int i = 0; i < argument.getColumnList().size(); i++)
        made(scan.getValueColumnList().get(i), argument.getColumnList().get(i));
  }

  @Override
  public void visit(ResolvedGroupingCall call) {
    super.visit(call);
    made(call.getOutputColumn(), call.getGroupByColumn());
  }
}
