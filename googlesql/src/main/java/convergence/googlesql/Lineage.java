package convergence.googlesql;

import com.google.zetasql.Type;
import com.google.zetasql.resolvedast.ResolvedColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnRef;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableAsSelectStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedGetStructField;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedInsertRow;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedInsertStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedMergeStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOutputColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedQueryStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedUpdateItem;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedUpdateStmt;
import convergence.warehouse.Column;
import convergence.warehouse.ColumnLineage;
import convergence.warehouse.ColumnLineage.SourceColumn;
import convergence.warehouse.TableRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The lineage of what one statement returns or writes. Views count as tables here; [Proof] opens them.
final class Lineage {
  private final Resolved resolved;
  private final Definitions definitions;
  private final Map<Target, SortedSet<SourceColumn>> found = new LinkedHashMap<>();

  private record Target(@Nullable TableRef table, String column) {}

  private Lineage(Resolved resolved, Definitions definitions) {
    this.resolved = resolved;
    this.definitions = definitions;
  }

  static List<ColumnLineage> of(Resolved resolved, Definitions definitions) {
    var lineage = new Lineage(resolved, definitions);
    lineage.statement();
    var all = new ArrayList<ColumnLineage>();
    lineage.found.forEach(
        (target, sources) -> all.add(new ColumnLineage(target.table(), target.column(), sources)));
    return all;
  }

  private void statement() {
    switch (resolved.statement()) {
      case ResolvedQueryStmt it -> outputs(null, it.getOutputColumnList(), it.getIsValueTable());
      case ResolvedCreateTableAsSelectStmt it ->
          outputs(resolved.ref(it.getNamePath()), it.getOutputColumnList(), it.getIsValueTable());
      case ResolvedCreateViewStmt it ->
          outputs(resolved.ref(it.getNamePath()), it.getOutputColumnList(), it.getIsValueTable());
      case ResolvedInsertStmt it -> insert(it);
      case ResolvedUpdateStmt it ->
          update(resolved.ref(it.getTableScan().getTable()), it.getUpdateItemList());
      case ResolvedMergeStmt it -> merge(it);
      // Nothing else brings values into a column.
      default -> {}
    }
  }

  private void outputs(
      @Nullable TableRef table, List<ResolvedOutputColumn> outputs, boolean valueTable) {
    List<Column> columns = resolved.columns();
    for (int i = 0; i < columns.size(); i++) {
      boolean field = valueTable && outputs.getFirst().getColumn().getType().isStruct();
      ResolvedColumn column = outputs.get(field ? 0 : i).getColumn();
      List<Integer> path = field ? List.of(i) : List.of();
      add(table, columns.get(i).name(), origins(column, path));
    }
  }

  private void insert(ResolvedInsertStmt insert) {
    TableRef table = resolved.ref(insert.getTableScan().getTable());
    for (int i = 0; i < insert.getQueryOutputColumnList().size(); i++)
      add(
          table,
          insert.getInsertColumnList().get(i).getName(),
          origins(insert.getQueryOutputColumnList().get(i), List.of()));
    for (var row : insert.getRowList()) row(table, insert.getInsertColumnList(), row);
  }

  private void row(TableRef table, List<ResolvedColumn> columns, ResolvedInsertRow row) {
    for (int i = 0; i < row.getValueList().size(); i++)
      add(table, columns.get(i).getName(), origins(row.getValueList().get(i).getValue()));
  }

  private void update(TableRef table, List<ResolvedUpdateItem> items) {
    for (var item : items)
      if (item.getSetValue() != null)
        add(table, path(item.getTarget()), origins(item.getSetValue().getValue()));
  }

  private void merge(ResolvedMergeStmt merge) {
    TableRef table = resolved.ref(merge.getTableScan().getTable());
    for (var when : merge.getWhenClauseList()) {
      update(table, when.getUpdateItemList());
      if (when.getInsertRow() != null) row(table, when.getInsertColumnList(), when.getInsertRow());
    }
  }

  /// `a.b` of the target of SET.
  private static String path(ResolvedExpr target) {
    return switch (target) {
      case ResolvedColumnRef ref -> ref.getColumn().getName();
      case ResolvedGetStructField get ->
          path(get.getExpr())
              + "."
              + get.getExpr().getType().asStruct().getField((int) get.getFieldIdx()).getName();
      default -> target.nodeKindString();
    };
  }

  private void add(@Nullable TableRef table, String column, SortedSet<SourceColumn> sources) {
    found.computeIfAbsent(new Target(table, column), _ -> new TreeSet<>()).addAll(sources);
  }

  private SortedSet<SourceColumn> origins(ResolvedExpr expr) {
    var origins = new Origins(definitions);
    origins.expr(expr, List.of());
    return origins.found();
  }

  private SortedSet<SourceColumn> origins(ResolvedColumn column, List<Integer> path) {
    var origins = new Origins(definitions);
    origins.column(column, path);
    return origins.found();
  }

  /// The sources of every column and field of a view, by its path in lower case.
  static Map<String, SortedSet<SourceColumn>> fields(Resolved resolved, Definitions definitions) {
    var lineage = new Lineage(resolved, definitions);
    var fields = new LinkedHashMap<String, SortedSet<SourceColumn>>();
    if (!(resolved.statement() instanceof ResolvedQueryStmt query)) return fields;
    List<Column> columns = resolved.columns();
    var outputs = query.getOutputColumnList();
    boolean value = query.getIsValueTable() && outputs.getFirst().getColumn().getType().isStruct();
    for (int i = 0; i < columns.size(); i++) {
      ResolvedColumn column = outputs.get(value ? 0 : i).getColumn();
      var path = value ? List.of(i) : List.<Integer>of();
      Type type = value ? column.getType().asStruct().getField(i).getType() : column.getType();
      lineage.collect(column, path, columns.get(i).name(), type, fields);
    }
    return fields;
  }

  private void collect(
      ResolvedColumn column,
      List<Integer> path,
      String name,
      Type type,
      Map<String, SortedSet<SourceColumn>> into) {
    into.put(name.toLowerCase(Locale.ROOT), origins(column, path));
    Type element = Origins.element(type);
    if (!element.isStruct()) return;
    for (int i = 0; i < element.asStruct().getFieldCount(); i++) {
      var field = element.asStruct().getField(i);
      List<Integer> deeper = new ArrayList<>(path);
      deeper.add(i);
      collect(column, deeper, name + "." + field.getName(), field.getType(), into);
    }
  }
}
