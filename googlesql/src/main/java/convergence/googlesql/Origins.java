package convergence.googlesql;

import com.google.zetasql.Type;
import com.google.zetasql.resolvedast.ResolvedColumn;
import com.google.zetasql.resolvedast.ResolvedNode;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCast;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnRef;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedFlatten;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedFunctionCallBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedGetJsonField;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedGetStructField;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedMakeStruct;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSubqueryExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.Visitor;
import com.google.zetasql.resolvedast.ResolvedSubqueryExprEnums.SubqueryType;
import convergence.warehouse.ColumnLineage.SourceColumn;
import convergence.warehouse.TableRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Follows one value of a resolved statement back to the table columns that it is made of. Fields of STRUCTs are
/// followed by their position, so that `STRUCT(a, b).x` comes from `a` alone; an array's elements are where the
/// array is.
final class Origins {
  private final Definitions definitions;
  private final SortedSet<SourceColumn> found = new TreeSet<>();
  private final Set<Step> seen = new HashSet<>();

  /// A column and the fields within it that are asked for.
  private record Step(long column, List<Integer> path) {}

  Origins(Definitions definitions) {
    this.definitions = definitions;
  }

  SortedSet<SourceColumn> found() {
    return found;
  }

  void column(ResolvedColumn column, List<Integer> path) {
    // A recursive query meets its own columns again.
    if (seen.add(new Step(column.getId(), path)))
      definitions.of(column).forEach(definition -> definition.follow(this, path));
  }

  void table(TableRef table, ResolvedColumn column, List<Integer> path) {
    var name = new StringBuilder(column.getName());
    Type type = column.getType();
    for (int index : path) {
      if (!element(type).isStruct()) break;
      var field = element(type).asStruct().getField(index);
      name.append('.').append(field.getName());
      type = field.getType();
    }
    found.add(new SourceColumn(table, name.toString()));
  }

  void expr(ResolvedExpr expr, List<Integer> path) {
    switch (expr) {
      case ResolvedColumnRef ref -> column(ref.getColumn(), path);
      case ResolvedGetStructField get -> expr(get.getExpr(), before(index(get), path));
      case ResolvedMakeStruct make -> struct(make, path);
      case ResolvedCast cast -> expr(cast.getExpr(), path);
      case ResolvedFlatten flatten -> expr(flatten.getExpr(), flattened(flatten, path));
      case ResolvedGetJsonField get -> expr(get.getExpr(), List.of());
      case ResolvedWithExpr with -> expr(with.getExpr(), path);
      case ResolvedSubqueryExpr subquery -> subquery(subquery, path);
      case ResolvedFunctionCallBase call -> call(call, path);
      // Constants and parameters have no columns below them; of what else there may be, all that it
      // names.
      default -> all(expr);
    }
  }

  private void struct(ResolvedMakeStruct make, List<Integer> path) {
    if (path.isEmpty()) make.getFieldList().forEach(field -> expr(field, List.of()));
    else expr(make.getFieldList().get(path.getFirst()), path.subList(1, path.size()));
  }

  private void subquery(ResolvedSubqueryExpr subquery, List<Integer> path) {
    if (subquery.getSubqueryType() == SubqueryType.EXISTS) {
      all(subquery.getSubquery());
      return;
    }
    if (subquery.getInExpr() != null) expr(subquery.getInExpr(), List.of());
    column(subquery.getSubquery().getColumnList().getFirst(), path);
  }

  /// A field of a call's result is that field of every argument of the same STRUCT type (`IF`, `ANY_VALUE`, an
  /// array's element); of other arguments it is anything.
  private void call(ResolvedFunctionCallBase call, List<Integer> path) {
    for (var argument : call.getArgumentList()) {
      boolean same = element(argument.getType()).equals(element(call.getType()));
      expr(argument, same ? path : List.of());
    }
    for (var argument : call.getGenericArgumentList()) {
      if (argument.getExpr() != null) expr(argument.getExpr(), List.of());
      else all(argument);
    }
  }

  /// Every column that stands anywhere below.
  private void all(ResolvedNode node) {
    node.accept(
        new Visitor() {
          @Override
          public void visit(ResolvedColumnRef ref) {
            column(ref.getColumn(), List.of());
          }
        });
  }

  private static List<Integer> flattened(ResolvedFlatten flatten, List<Integer> path) {
    List<Integer> whole = new ArrayList<>();
    for (var step : flatten.getGetFieldList()) {
      List<Integer> within = new ArrayList<>();
      for (ResolvedExpr at = step; at instanceof ResolvedGetStructField get; at = get.getExpr())
        within.addFirst(index(get));
      if (within.isEmpty()) return whole;
      whole.addAll(within);
    }
    whole.addAll(path);
    return whole;
  }

  private static int index(ResolvedGetStructField get) {
    return Math.toIntExact(get.getFieldIdx());
  }

  private static List<Integer> before(int index, List<Integer> path) {
    List<Integer> longer = new ArrayList<>(path.size() + 1);
    longer.add(index);
    longer.addAll(path);
    return longer;
  }

  static Type element(Type type) {
    return type.isArray() ? type.asArray().getElementType() : type;
  }
}
