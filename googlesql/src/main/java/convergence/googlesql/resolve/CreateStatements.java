package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedCreateStatementEnums.CreateScope;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnRef;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateMaterializedViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateSchemaStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateSnapshotTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateStatement;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableAsSelectStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableStmtBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateViewBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTableScan;
import convergence.googlesql.Resolved;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Ddl.ColumnDefinition;
import convergence.googlesql.ir.Partitioning;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.Column;
import convergence.warehouse.TableRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// CREATE TABLE, VIEW, SNAPSHOT TABLE and SCHEMA.
final class CreateStatements {
  private final Resolved resolved;
  private final Exprs exprs;

  CreateStatements(Resolved resolved) {
    this.resolved = resolved;
    this.exprs = new Scans(resolved).exprs();
  }

  static Ddl.Mode mode(ResolvedCreateStatement create) {
    return switch (create.getCreateMode()) {
      case CREATE_DEFAULT -> Ddl.Mode.NEW;
      case CREATE_OR_REPLACE -> Ddl.Mode.OR_REPLACE;
      case CREATE_IF_NOT_EXISTS -> Ddl.Mode.IF_NOT_EXISTS;
    };
  }

  static boolean temporary(ResolvedCreateStatement create) {
    return switch (create.getCreateScope()) {
      case CREATE_DEFAULT_SCOPE -> false;
      case CREATE_TEMP -> true;
      case CREATE_PUBLIC, CREATE_PRIVATE -> throw Unsupported.of("CREATE PUBLIC or PRIVATE");
    };
  }

  private static void permanent(ResolvedCreateStatement create) {
    Refuse.when(create.getCreateScope() != CreateScope.CREATE_DEFAULT_SCOPE, "TEMP at this place");
  }

  Ddl table(ResolvedCreateTableStmt create) {
    TableRef copied = source(create.getCopyFrom());
    TableRef cloned = source(create.getCloneFrom());
    TableRef from = copied == null ? cloned : copied;
    if (from != null) {
      base(create);
      permanent(create);
      Refuse.any(create.getPartitionByList(), "PARTITION BY of a copy");
      Refuse.any(create.getClusterByList(), "CLUSTER BY of a copy");
      return new Ddl.CopyTable(
          resolved.anyRef(create.getNamePath()),
          mode(create),
          from,
          copied == null ? Ddl.CopyKind.CLONE : Ddl.CopyKind.COPY,
          Options.of(create.getOptionList(), exprs));
    }
    return created(create, create.getPartitionByList(), create.getClusterByList(), null);
  }

  Ddl tableAs(ResolvedCreateTableAsSelectStmt create) {
    Query rows =
        new Statements(resolved)
            .query(create.getQuery(), create.getOutputColumnList(), create.getIsValueTable());
    return created(create, create.getPartitionByList(), create.getClusterByList(), rows);
  }

  private Ddl created(
      ResolvedCreateTableStmtBase create,
      List<ResolvedExpr> partition,
      List<ResolvedExpr> cluster,
      @Nullable Query rows) {
    base(create);
    var like = create.getLikeTable();
    Map<Long, String> names = new HashMap<>();
    List<ColumnDefinition> columns = new ArrayList<>();
    for (var column : create.getColumnDefinitionList()) {
      names.put(column.getColumn().getId(), column.getName());
      columns.add(Definitions.of(column, exprs));
    }
    for (var pseudo : create.getPseudoColumnList()) names.put(pseudo.getId(), pseudo.getName());
    return new Ddl.CreateTable(
        resolved.anyRef(create.getNamePath()),
        mode(create),
        temporary(create),
        columns,
        partitioning(partition, names),
        clustering(cluster, names),
        Options.of(create.getOptionList(), exprs),
        rows,
        like == null ? null : resolved.ref(like));
  }

  private void base(ResolvedCreateTableStmtBase create) {
    boolean rows = create instanceof ResolvedCreateTableAsSelectStmt;
    Refuse.when(create.getIsValueTable() && !rows, "a value table");
    Refuse.any(create.getCheckConstraintList(), "CHECK");
    Refuse.any(create.getCollationName(), "DEFAULT COLLATE");
    Refuse.any(create.getConnection(), "WITH CONNECTION");
    // Keys are NOT ENFORCED in BigQuery: they change no answer.
    boolean _ = create.getPrimaryKey() != null && create.getForeignKeyList().isEmpty();
  }

  private @Nullable TableRef source(@Nullable ResolvedScan scan) {
    if (scan == null) return null;
    if (!(scan instanceof ResolvedTableScan table))
      throw Unsupported.of("a copy of " + Nodes.name(scan));
    Refuse.any(table.getForSystemTimeExpr(), "FOR SYSTEM_TIME AS OF");
    Refuse.hints(table.getHintList());
    return resolved.ref(table.getTable());
  }

  private @Nullable Partitioning partitioning(List<ResolvedExpr> by, Map<Long, String> names) {
    if (by.isEmpty()) return null;
    Refuse.when(by.size() > 1, "PARTITION BY of several columns");
    return Partitions.of(exprs.expr(by.getFirst()), names);
  }

  private static List<String> clustering(List<ResolvedExpr> by, Map<Long, String> names) {
    List<String> columns = new ArrayList<>();
    for (var expr : by) {
      if (!(expr instanceof ResolvedColumnRef ref))
        throw Unsupported.of("CLUSTER BY an expression");
      columns.add(String.valueOf(names.get(ref.getColumn().getId())));
    }
    return columns;
  }

  Ddl snapshot(ResolvedCreateSnapshotTableStmt create) {
    permanent(create);
    TableRef from = source(create.getCloneFrom());
    if (from == null) throw Unsupported.of("a snapshot of nothing");
    return new Ddl.CopyTable(
        resolved.anyRef(create.getNamePath()),
        mode(create),
        from,
        Ddl.CopyKind.SNAPSHOT,
        Options.of(create.getOptionList(), exprs));
  }

  Ddl materialized(ResolvedCreateMaterializedViewStmt create) {
    Refuse.any(create.getReplicaSource(), "AS REPLICA OF");
    // Where the view's rows would lie changes no answer: it is computed when it is read.
    boolean _ = create.getPartitionByList().isEmpty() && create.getClusterByList().isEmpty();
    return view(create, true);
  }

  Ddl view(ResolvedCreateViewBase create, boolean materialized) {
    permanent(create);
    Refuse.when(create.getRecursive(), "a recursive view");
    switch (create.getSqlSecurity()) {
      case SQL_SECURITY_UNSPECIFIED, SQL_SECURITY_INVOKER, SQL_SECURITY_DEFINER -> {}
    }
    // Read for what it refuses: the view itself is compiled again wherever it is named.
    Query _ =
        new Statements(resolved)
            .query(create.getQuery(), create.getOutputColumnList(), create.getIsValueTable());
    List<Column> columns = described(create);
    return new Ddl.CreateView(
        resolved.anyRef(create.getNamePath()),
        mode(create),
        materialized,
        columns,
        create.getHasExplicitColumns() ? Set.of() : resolved.tables(),
        create.getSql(),
        Options.of(create.getOptionList(), exprs));
  }

  private List<Column> described(ResolvedCreateViewBase create) {
    var shown = resolved.columns();
    if (!create.getHasExplicitColumns()) return shown;
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      var definition = create.getColumnDefinitionList();
      String description =
          definition.isEmpty()
              ? ""
              : Definitions.of(definition.get(i), exprs).column().description();
      var column = shown.get(i);
      columns.add(
          new Column(
              column.name(),
              column.type(),
              column.repeated(),
              false,
              column.fields(),
              description));
    }
    return columns;
  }

  Ddl schema(ResolvedCreateSchemaStmt create) {
    permanent(create);
    Refuse.any(create.getCollationName(), "DEFAULT COLLATE");
    return new Ddl.CreateSchema(
        create.getNamePath(), mode(create), Options.of(create.getOptionList(), exprs));
  }
}
