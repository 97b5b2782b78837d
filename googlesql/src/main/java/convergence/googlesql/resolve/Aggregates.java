package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAggregateFunctionCall;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAggregateHavingModifier;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAggregateScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAnalyticFunctionCall;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAnalyticFunctionGroup;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAnalyticScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnRef;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedComputedColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedComputedColumnBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedGroupingSet;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedGroupingSetBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedNonScalarFunctionCallBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWindowFrame;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWindowFrameExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWindowOrdering;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWindowPartitioning;
import convergence.googlesql.ir.Aggregation;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.SortKey;
import convergence.googlesql.ir.Unsupported;
import convergence.googlesql.ir.WindowCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// GROUP BY, windows and the functions over them.
final class Aggregates {
  private final Scans scans;
  private final Exprs exprs;

  Aggregates(Scans scans, Exprs exprs) {
    this.scans = scans;
    this.exprs = exprs;
  }

  Rel aggregate(ResolvedAggregateScan scan) {
    Refuse.any(scan.getRollupColumnList(), "an unexpanded ROLLUP");
    List<Aggregation> aggregations = new ArrayList<>();
    for (var column : scan.getAggregateList()) aggregations.add(aggregation(column));
    return new Rel.Aggregate(
        scans.scan(scan.getInputScan()),
        scans.computed(scan.getGroupByList()),
        scan.getGroupingSetList().stream().map(Aggregates::set).toList(),
        scan.getGroupingCallList().stream()
            .map(
                g ->
                    new Rel.Grouping(
                        column(g.getGroupByColumn()), Nodes.column(g.getOutputColumn())))
            .toList(),
        aggregations,
        Nodes.columns(scan.getColumnList()));
  }

  private static List<IrColumn> set(ResolvedGroupingSetBase set) {
    if (!(set instanceof ResolvedGroupingSet plain))
      throw Unsupported.of(
          Nodes.name(set).equals("Rollup") ? "ROLLUP in GROUPING SETS" : "CUBE in GROUPING SETS");
    return plain.getGroupByColumnList().stream().map(Aggregates::column).toList();
  }

  private static IrColumn column(ResolvedColumnRef ref) {
    return Nodes.column(ref.getColumn());
  }

  private Aggregation aggregation(ResolvedComputedColumnBase base) {
    if (!(base instanceof ResolvedComputedColumn column)
        || !(column.getExpr() instanceof ResolvedAggregateFunctionCall call))
      throw Unsupported.of("an aggregate that hides its errors");
    Refuse.any(call.getGroupByList(), "GROUP BY in " + Exprs.written(call));
    Refuse.hints(call.getGroupByHintList());
    Refuse.any(call.getGroupByAggregateList(), "an aggregate in " + Exprs.written(call));
    Refuse.any(call.getHavingExpr(), "HAVING in " + Exprs.written(call));
    var ordered =
        aggregation(
            Nodes.column(column.getColumn()),
            call,
            Scans.keys(call.getOrderByItemList()),
            call.getLimit());
    return having(ordered, call.getHavingModifier());
  }

  private Aggregation having(Aggregation call, @Nullable ResolvedAggregateHavingModifier modifier) {
    if (modifier == null) return call;
    boolean greatest =
        switch (modifier.getKind()) {
          case MAX -> true;
          case MIN -> false;
          case INVALID -> throw Unsupported.of("HAVING without MAX or MIN");
        };
    return new Aggregation(
        call.column(),
        call.signature(),
        call.arguments(),
        call.distinct(),
        call.nulls(),
        call.order(),
        call.limit(),
        new Aggregation.Having(greatest, exprs.expr(modifier.getHavingExpr())),
        call.safe());
  }

  private Aggregation aggregation(
      IrColumn column,
      ResolvedNonScalarFunctionCallBase call,
      List<SortKey> order,
      @Nullable ResolvedExpr limit) {
    Refuse.any(call.getWithGroupRowsSubquery(), "WITH GROUP ROWS");
    Refuse.any(call.getWithGroupRowsParameterList(), "WITH GROUP ROWS");
    Refuse.any(call.getWhereExpr(), "WHERE in " + Exprs.written(call));
    var nulls =
        switch (call.getNullHandlingModifier()) {
          case DEFAULT_NULL_HANDLING -> Aggregation.Nulls.DEFAULT;
          case IGNORE_NULLS -> Aggregation.Nulls.IGNORE;
          case RESPECT_NULLS -> Aggregation.Nulls.RESPECT;
        };
    return new Aggregation(
        column,
        Exprs.signature(call),
        exprs.arguments(call),
        call.getDistinct(),
        nulls,
        order,
        limit == null ? null : exprs.expr(limit),
        null,
        Exprs.safe(call));
  }

  Rel window(ResolvedAnalyticScan scan) {
    List<WindowCall> calls = new ArrayList<>();
    for (var group : scan.getFunctionGroupList()) calls.addAll(group(group));
    return new Rel.Window(
        scans.scan(scan.getInputScan()), calls, Nodes.columns(scan.getColumnList()));
  }

  private List<WindowCall> group(ResolvedAnalyticFunctionGroup group) {
    List<IrColumn> partition = partition(group.getPartitionBy());
    List<SortKey> order = order(group.getOrderBy());
    List<WindowCall> calls = new ArrayList<>();
    for (var base : group.getAnalyticFunctionList()) {
      if (!(base instanceof ResolvedComputedColumn column)
          || !(column.getExpr() instanceof ResolvedAnalyticFunctionCall call))
        throw Unsupported.of("an analytic function that hides its errors");
      var aggregation = aggregation(Nodes.column(column.getColumn()), call, List.of(), null);
      var frame = call.getWindowFrame();
      calls.add(new WindowCall(aggregation, partition, order, frame == null ? null : frame(frame)));
    }
    return calls;
  }

  private static List<IrColumn> partition(@Nullable ResolvedWindowPartitioning partitioning) {
    if (partitioning == null) return List.of();
    Refuse.hints(partitioning.getHintList());
    return partitioning.getPartitionByList().stream().map(Aggregates::column).toList();
  }

  private static List<SortKey> order(@Nullable ResolvedWindowOrdering ordering) {
    if (ordering == null) return List.of();
    Refuse.hints(ordering.getHintList());
    return Scans.keys(ordering.getOrderByItemList());
  }

  private WindowCall.Frame frame(ResolvedWindowFrame frame) {
    boolean rows =
        switch (frame.getFrameUnit()) {
          case ROWS -> true;
          case RANGE -> false;
        };
    return new WindowCall.Frame(rows, bound(frame.getStartExpr()), bound(frame.getEndExpr()));
  }

  private WindowCall.Bound bound(ResolvedWindowFrameExpr bound) {
    var side =
        switch (bound.getBoundaryType()) {
          case UNBOUNDED_PRECEDING -> WindowCall.Side.UNBOUNDED_PRECEDING;
          case OFFSET_PRECEDING -> WindowCall.Side.PRECEDING;
          case CURRENT_ROW -> WindowCall.Side.CURRENT_ROW;
          case OFFSET_FOLLOWING -> WindowCall.Side.FOLLOWING;
          case UNBOUNDED_FOLLOWING -> WindowCall.Side.UNBOUNDED_FOLLOWING;
        };
    Expr offset = bound.getExpression() == null ? null : exprs.expr(bound.getExpression());
    return new WindowCall.Bound(side, offset);
  }
}
