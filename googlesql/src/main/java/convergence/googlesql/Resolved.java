package convergence.googlesql;

import com.google.zetasql.Table;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnDefinition;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableStmtBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateViewBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOutputColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedQueryStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One statement as ZetaSQL resolved it, and what its tables are to us. Only to be used on the thread that
/// hands it over.
public final class Resolved {
  private final ResolvedStatement statement;
  private final Map<Long, Tables.Known> tables;
  private final @Nullable String defaultDataset;

  Resolved(
      ResolvedStatement statement,
      Map<Long, Tables.Known> tables,
      @Nullable String defaultDataset) {
    this.statement = statement;
    this.tables = tables;
    this.defaultDataset = defaultDataset;
  }

  public ResolvedStatement statement() {
    return statement;
  }

  /// The table that a scan (or the target of a DML statement) names.
  public TableRef ref(Table table) {
    return known(table).ref();
  }

  /// What [convergence.warehouse.Schemas] said of it.
  public TableSchema schema(Table table) {
    return known(table).schema();
  }

  /// The table that a DDL statement's name path means; it need not exist.
  public TableRef ref(List<String> path) {
    return Tables.ref(path, defaultDataset);
  }

  /// The same for wildcard tables and INFORMATION_SCHEMA, whose names are no tables'.
  public TableRef anyRef(List<String> path) {
    return Paths.ref(path, defaultDataset);
  }

  /// Every known table and view that the statement names.
  public Set<TableRef> tables() {
    var refs = new LinkedHashSet<TableRef>();
    for (var known : tables.values()) refs.add(known.ref());
    return refs;
  }

  /// The columns of a query's result or of the table or view that a statement creates, named as BigQuery
  /// names them: a column without a name is `f0_`, `f1_`, …; a value table of STRUCTs has their fields.
  ///
  /// @throws SqlFault `unresolved` when two have one name, as in BigQuery
  public List<Column> columns() {
    return switch (statement) {
      case ResolvedQueryStmt query ->
          distinct(columns(query.getOutputColumnList(), query.getIsValueTable()));
      case ResolvedCreateViewBase view ->
          distinct(columns(view.getOutputColumnList(), view.getIsValueTable()));
      case ResolvedCreateTableStmtBase table -> defined(table.getColumnDefinitionList());
      default -> List.of();
    };
  }

  private static List<Column> columns(List<ResolvedOutputColumn> outputs, boolean valueTable) {
    if (valueTable && outputs.getFirst().getColumn().getType().isStruct())
      return Types.column("value", outputs.getFirst().getColumn().getType()).fields();
    List<Column> columns = new ArrayList<>();
    int unnamed = 0;
    for (var output : outputs) {
      boolean named = !output.getName().isEmpty() && !output.getName().startsWith("$");
      String name = named ? output.getName() : "f" + unnamed++ + "_";
      columns.add(Types.column(name, output.getColumn().getType()));
    }
    return columns;
  }

  private static List<Column> defined(List<ResolvedColumnDefinition> definitions) {
    List<Column> columns = new ArrayList<>();
    for (var column : definitions) columns.add(Types.column(column.getName(), column.getType()));
    return columns;
  }

  private static List<Column> distinct(List<Column> columns) {
    Set<String> names = new HashSet<>();
    for (var column : columns) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT)))
        throw new SqlFault(
            "unresolved",
            "two columns of the result are called "
                + column.name()
                + ": give one another name with AS",
            0,
            0);
    }
    return columns;
  }

  private Tables.Known known(Table table) {
    Tables.Known known = tables.get(table.getId());
    if (known == null)
      throw new SqlFault("unsupported", table.getFullName() + " is no table", 0, 0);
    return known;
  }
}
