package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAggregateScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAnalyticScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedArrayScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedComputedColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedFilterScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedJoinScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedLimitOffsetScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOrderByItem;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOrderByScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedProjectScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedRecursiveRefScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSetOperationItem;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSetOperationScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSingleRowScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTableScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithRefScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithScan;
import convergence.googlesql.Resolved;
import convergence.googlesql.ir.Computed;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.SortKey;
import convergence.googlesql.ir.Unsupported;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// ZetaSQL's scans → [Rel].
final class Scans {
  private final Resolved resolved;
  private final Exprs exprs = new Exprs(this);
  private final Aggregates aggregates = new Aggregates(this, exprs);
  private final WithEntries entries = new WithEntries(this);

  Scans(Resolved resolved) {
    this.resolved = resolved;
  }

  Exprs exprs() {
    return exprs;
  }

  Rel scan(ResolvedScan scan) {
    Refuse.hints(scan.getHintList());
    if (scan.getIsOrdered()) return ordered(scan);
    return translate(scan);
  }

  /// An order that must outlive the scans above it is put on top of them again.
  private Rel ordered(ResolvedScan scan) {
    return switch (scan) {
      case ResolvedOrderByScan _, ResolvedLimitOffsetScan _ -> translate(scan);
      case ResolvedWithScan with -> translate(with);
      case ResolvedProjectScan project -> {
        Rel input = scan(project.getInputScan());
        List<SortKey> keys = order(input);
        Set<IrColumn> columns = new LinkedHashSet<>(Nodes.columns(project.getColumnList()));
        List<IrColumn> wanted = List.copyOf(columns);
        keys.forEach(key -> columns.add(key.column()));
        var projected =
            new Rel.Project(input, computed(project.getExprList()), List.copyOf(columns));
        yield new Rel.OrderBy(projected, keys, wanted);
      }
      // ZetaSQL's classes are not sealed.
      default -> throw Unsupported.of("an order kept through " + Nodes.name(scan));
    };
  }

  static List<SortKey> order(Rel rel) {
    return switch (rel) {
      case Rel.OrderBy(_, var keys, var columns) -> {
        for (var key : keys) {
          if (!columns.contains(key.column()))
            throw Unsupported.of("a projection over rows ordered by what it does not see");
        }
        yield keys;
      }
      case Rel.Limit limit -> order(limit.input());
      default -> throw Unsupported.of("an order kept through " + rel.getClass().getSimpleName());
    };
  }

  private Rel translate(ResolvedScan scan) {
    return switch (scan) {
      case ResolvedSingleRowScan _ -> new Rel.SingleRow();
      case ResolvedTableScan table -> table(table);
      case ResolvedProjectScan project ->
          new Rel.Project(
              scan(project.getInputScan()),
              computed(project.getExprList()),
              Nodes.columns(project.getColumnList()));
      case ResolvedFilterScan filter ->
          new Rel.Filter(scan(filter.getInputScan()), exprs.expr(filter.getFilterExpr()));
      case ResolvedAggregateScan aggregate -> aggregates.aggregate(aggregate);
      case ResolvedAnalyticScan analytic -> aggregates.window(analytic);
      case ResolvedOrderByScan order ->
          new Rel.OrderBy(
              scan(order.getInputScan()),
              keys(order.getOrderByItemList()),
              Nodes.columns(order.getColumnList()));
      case ResolvedLimitOffsetScan limit ->
          new Rel.Limit(
              scan(limit.getInputScan()),
              exprs.expr(limit.getLimit()),
              limit.getOffset() == null ? null : exprs.expr(limit.getOffset()));
      case ResolvedJoinScan join -> join(join);
      case ResolvedArrayScan array -> array(array);
      case ResolvedSetOperationScan operation -> operation(operation);
      case ResolvedWithScan with -> entries.with(with);
      case ResolvedWithRefScan ref -> entries.ref(ref);
      case ResolvedRecursiveRefScan ref -> entries.recursiveRef(ref);
      // ZetaSQL's classes are not sealed, and what is not known here is refused.
      default -> throw Unsupported.of(construct(scan));
    };
  }

  private static String construct(ResolvedScan scan) {
    String name = Nodes.name(scan);
    return switch (name) {
      case "SampleScan" -> "TABLESAMPLE";
      case "TVFScan" -> "a table function";
      case "UnpivotScan" -> "UNPIVOT";
      case "PivotScan" -> "PIVOT";
      case "MatchRecognizeScan" -> "MATCH_RECOGNIZE";
      default -> "a " + name;
    };
  }

  Rel.Table table(ResolvedTableScan scan) {
    Refuse.any(scan.getForSystemTimeExpr(), "FOR SYSTEM_TIME AS OF");
    Refuse.any(scan.getLockMode(), "FOR UPDATE");
    var columns = resolved.schema(scan.getTable()).columns();
    List<String> names = new ArrayList<>();
    for (var index : scan.getColumnIndexList()) {
      names.add(columns.get(Math.toIntExact(index)).name());
    }
    return new Rel.Table(
        resolved.ref(scan.getTable()), Nodes.positions(scan.getColumnList()), names);
  }

  List<Computed> computed(List<ResolvedComputedColumn> columns) {
    return columns.stream()
        .map(c -> new Computed(Nodes.column(c.getColumn()), exprs.expr(c.getExpr())))
        .toList();
  }

  static List<SortKey> keys(List<ResolvedOrderByItem> items) {
    return items.stream().map(Scans::key).toList();
  }

  private static SortKey key(ResolvedOrderByItem item) {
    Refuse.any(item.getCollationName(), "ORDER BY … COLLATE");
    boolean descending = item.getIsDescending();
    boolean nullsFirst =
        switch (item.getNullOrder()) {
          case ORDER_UNSPECIFIED -> !descending;
          case NULLS_FIRST -> true;
          case NULLS_LAST -> false;
        };
    return new SortKey(Nodes.column(item.getColumnRef().getColumn()), descending, nullsFirst);
  }

  private Rel join(ResolvedJoinScan join) {
    Refuse.when(join.getIsLateral(), "a LATERAL join");
    Refuse.any(join.getParameterList(), "a LATERAL join");
    var kind =
        switch (join.getJoinType()) {
          case INNER -> Rel.JoinKind.INNER;
          case LEFT -> Rel.JoinKind.LEFT;
          case RIGHT -> Rel.JoinKind.RIGHT;
          case FULL -> Rel.JoinKind.FULL;
        };
    return new Rel.Join(
        kind,
        scan(join.getLeftScan()),
        scan(join.getRightScan()),
        join.getJoinExpr() == null ? null : exprs.expr(join.getJoinExpr()),
        Nodes.columns(join.getColumnList()));
  }

  private Rel array(ResolvedArrayScan array) {
    Refuse.any(array.getArrayZipMode(), "UNNEST of several arrays");
    Refuse.when(array.getArrayExprList().size() != 1, "UNNEST of several arrays");
    var offset = array.getArrayOffsetColumn();
    return new Rel.Unnest(
        array.getInputScan() == null ? new Rel.SingleRow() : scan(array.getInputScan()),
        exprs.expr(array.getArrayExprList().getFirst()),
        Nodes.column(array.getElementColumnList().getFirst()),
        offset == null ? null : Nodes.column(offset.getColumn()),
        array.getJoinExpr() == null ? null : exprs.expr(array.getJoinExpr()),
        array.getIsOuter(),
        Nodes.columns(array.getColumnList()));
  }

  private Rel operation(ResolvedSetOperationScan scan) {
    // What BY NAME, CORRESPONDING and their modes ask for the analyser has done: it gives each
    // item's columns in
    // the order of the operation's, and NULLs where an item has none.
    var kind =
        switch (scan.getOpType()) {
          case UNION_ALL -> Rel.SetKind.UNION_ALL;
          case UNION_DISTINCT -> Rel.SetKind.UNION_DISTINCT;
          case INTERSECT_ALL -> Rel.SetKind.INTERSECT_ALL;
          case INTERSECT_DISTINCT -> Rel.SetKind.INTERSECT_DISTINCT;
          case EXCEPT_ALL -> Rel.SetKind.EXCEPT_ALL;
          case EXCEPT_DISTINCT -> Rel.SetKind.EXCEPT_DISTINCT;
        };
    return new Rel.SetOperation(
        kind,
        scan.getInputItemList().stream().map(this::item).toList(),
        Nodes.positions(scan.getColumnList()));
  }

  Rel.Item item(ResolvedSetOperationItem item) {
    return new Rel.Item(scan(item.getScan()), Nodes.positions(item.getOutputColumnList()));
  }
}
