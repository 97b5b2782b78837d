package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.Effects.Effect;
import convergence.embedded.duckdb.SqlError.Reason;
import convergence.embedded.duckdb.sql.Compiled;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.googlesql.ir.Partitioning;
import convergence.warehouse.Column;
import convergence.warehouse.JobId;
import convergence.warehouse.Rows;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts a query's rows into its destination table as BigQuery's dispositions say, and answers with
/// the table's rows.
final class ResultWriter {
  private final Tool tool;
  private final Session session;
  private final Scope scope;
  private final Turns turns;

  /// @param stored the table as it is now
  /// @param rows that went in
  private record Put(StoredTable stored, long rows) {}

  ResultWriter(Tool tool, Session session, Scope scope, Turns turns) {
    this.tool = tool;
    this.session = session;
    this.scope = scope;
    this.turns = turns;
  }

  /// What can be known to be wrong before the query runs.
  void check(ResultTable to, List<Column> columns) {
    if (!to.updates().isEmpty() && to.write() != ResultTable.Write.APPEND)
      throw new SqlError(
          Reason.INVALID,
          "Schema update options should only be specified with WRITE_APPEND disposition, or with"
              + " WRITE_TRUNCATE disposition on a table partition.");
    TableRef table = whole(to);
    if (!tool.catalog().hasDataset(table.dataset()))
      throw SqlErrors.noDataset(scope.project(), table.dataset());
    var there = tool.catalog().stored(table);
    if (there.isEmpty() && to.create() == ResultTable.Create.NEVER)
      throw SqlErrors.noTable(scope.project(), table);
    if (there.isPresent() && there.get().isView())
      throw new SqlError(
          Reason.INVALID,
          SqlErrors.wire(scope.project(), table)
              + " is not allowed for this operation because it is currently a VIEW.");
    to.partitioning().ifPresent(partitioning -> partitioned(partitioning, columns));
    for (var field : to.clustering())
      if (SchemaRules.find(columns, field).isEmpty())
        throw new SqlError(
            Reason.INVALID,
            "The field specified for clustering cannot be found in the schema. Invalid field: "
                + field
                + ".");
    there.ifPresent(stored -> same(to, stored));
  }

  /// The table without the partition that is named behind it.
  private TableRef whole(ResultTable to) {
    TableRef table = scope.target(to.table());
    int dollar = table.table().indexOf('$');
    return dollar < 0 ? table : TableRef.of(table.dataset(), table.table().substring(0, dollar));
  }

  private static Optional<String> part(ResultTable to) {
    String name = to.table().table();
    int dollar = name.indexOf('$');
    return dollar < 0 ? Optional.empty() : Optional.of(name.substring(dollar + 1));
  }

  private static void partitioned(Partitioning partitioning, List<Column> columns) {
    if (partitioning.column() == null) return;
    var column = SchemaRules.find(columns, partitioning.column());
    if (column.isEmpty())
      throw new SqlError(
          Reason.INVALID, "The field specified for partitioning cannot be found in the schema.");
    SqlType type = column.get().type();
    boolean fits =
        partitioning.unit() == null
            ? type == SqlType.INT64
            : List.of(SqlType.DATE, SqlType.TIMESTAMP, SqlType.DATETIME).contains(type);
    if (!fits || column.get().repeated())
      throw new SqlError(
          Reason.INVALID,
          "The field specified for partitioning has type "
              + type
              + ", by which no table can be partitioned.");
  }

  private void same(ResultTable to, StoredTable stored) {
    var told = stored.told();
    boolean other =
        to.partitioning().isPresent() && !to.partitioning().get().equals(told.partitioning());
    if (other)
      throw new SqlError(
          Reason.INVALID,
          "Incompatible table partitioning specification. Destination table exists with another"
              + " partitioning specification.");
    boolean clustered =
        !to.clustering().isEmpty() && !to.clustering().equals(stored.schema().clusterFields());
    if (clustered && to.write() != ResultTable.Write.TRUNCATE)
      throw new SqlError(
          Reason.INVALID,
          "Incompatible table partitioning specification. Destination table exists with another"
              + " clustering specification.");
  }

  Answer write(ResultTable to, Compiled rows, int maxRows, Optional<JobId> id) throws SQLException {
    TableRef table = whole(to);
    check(to, rows.columns());
    SchemaRules.distinctNames(rows.columns());
    var written =
        turns.writing(
            table,
            within -> {
              var put = put(to, table, rows);
              var made = put.stored();
              if (!made.equals(tool.catalog().stored(table).orElse(null)))
                tool.catalog().store(within, table, made);
              if (id.isPresent())
                tool.effects().done(within, id.get(), new Effect.Done(0, 0, "statement"));
              return put;
            },
            done -> tool.catalog().publish(table, done.stored()));
    return new Answer(
        "SELECT",
        content(table, written.stored(), maxRows),
        false,
        null,
        null,
        Set.of(),
        OptionalLong.of(written.rows()));
  }

  private Rows content(TableRef table, StoredTable stored, int maxRows) throws SQLException {
    var columns = stored.schema().columns();
    String list = columns.stream().map(c -> quote(c.name())).collect(Collectors.joining(", "));
    String rows =
        "SELECT " + list + " FROM " + tool.catalog().physical(table) + " LIMIT " + (maxRows + 1L);
    return session.select(
        Values.readable(rows, columns),
        List.of(),
        answer -> {
          var all = new ArrayList<List<@Nullable Object>>();
          while (all.size() < maxRows && answer.next()) all.add(Values.row(answer, columns));
          return new Rows(columns, all, answer.next());
        });
  }

  private Put put(ResultTable to, TableRef table, Compiled rows) throws SQLException {
    var there = tool.catalog().stored(table);
    if (part(to).isPresent()) return partition(to, table, rows, there, part(to).get());
    if (there.isEmpty()) return replace(to, table, rows, null);
    return switch (to.write()) {
      case TRUNCATE -> replace(to, table, rows, there.get());
      case APPEND -> append(to, table, rows, there.get());
      case EMPTY -> {
        long held = session.number("SELECT count(*) FROM " + tool.catalog().physical(table));
        if (held > 0) throw SqlErrors.exists("Table", scope.project(), table.toString());
        yield append(to, table, rows, there.get());
      }
    };
  }

  /// One partition only; the others stay as they are.
  private Put partition(
      ResultTable to, TableRef table, Compiled rows, Optional<StoredTable> there, String name)
      throws SQLException {
    String staged = session.temporary("partition_rows", "AS " + rows.duckSql(), List.of());
    var source = new Compiled("SELECT * FROM " + staged, List.of(), rows.columns(), rows.ordered());
    if (there.isEmpty()) return replace(made(to), table, source, null);
    var stored = there.get();
    var partition = PartitionName.of(stored, name);
    if (to.write() == ResultTable.Write.TRUNCATE)
      session.execute(
          "DELETE FROM " + tool.catalog().physical(table) + " WHERE " + partition.condition());
    if (to.write() == ResultTable.Write.EMPTY && holds(table, partition))
      throw SqlErrors.exists("Table", scope.project(), table + "$" + name);
    if (!stored.told().byIngestion()) {
      long outside =
          session.number(
              "SELECT count(*) FROM "
                  + staged
                  + " WHERE ("
                  + partition.condition()
                  + ") IS NOT TRUE");
      if (outside > 0)
        throw new SqlError(
            Reason.INVALID,
            "Some rows belong to different partitions rather than destination partition " + name);
    }
    return append(to, table, source, stored, partition);
  }

  private boolean holds(TableRef table, PartitionName partition) throws SQLException {
    return session.number(
            "SELECT count(*) FROM "
                + tool.catalog().physical(table)
                + " WHERE "
                + partition.condition())
        > 0;
  }

  /// A table that is made by writing a partition of it is partitioned by day of ingestion, unless
  /// it says better.
  private static ResultTable made(ResultTable to) {
    return new ResultTable(
        to.table(),
        to.create(),
        to.write(),
        Optional.of(to.partitioning().orElse(Partitioning.by(null, Partitioning.Unit.DAY))),
        to.clustering(),
        to.updates());
  }

  private Put replace(ResultTable to, TableRef table, Compiled rows, @Nullable StoredTable old)
      throws SQLException {
    var told = old == null ? null : old.told();
    Partitioning partitioning = to.partitioning().orElse(told == null ? null : told.partitioning());
    if (partitioning != null) partitioned(partitioning, rows.columns());
    List<String> clustering =
        to.clustering().isEmpty() && old != null ? old.schema().clusterFields() : to.clustering();
    for (var field : clustering)
      if (SchemaRules.find(rows.columns(), field).isEmpty())
        throw new SqlError(
            Reason.INVALID,
            "The field specified for clustering cannot be found in the schema. Invalid field: "
                + field
                + ".");
    var labels = old == null ? Map.<String, String>of() : old.schema().labels();
    var stored =
        StoredTable.of(
            new TableSchema(rows.columns(), TableDdl.day(partitioning), clustering, null, labels),
            TableDetails.base(
                partitioning, told == null ? tool.clock().instant() : told.created()));
    String select = rows.duckSql();
    if (stored.told().byIngestion())
      select =
          "SELECT *, "
              + new Targets(tool, scope).ingested(stored)
              + " AS "
              + quote(Shapes.PARTITION_TIME)
              + " FROM ("
              + select
              + ")";
    long written =
        session.execute(
            "CREATE OR REPLACE TABLE " + tool.catalog().physical(table) + " AS " + select);
    return new Put(stored, written);
  }

  private Put append(ResultTable to, TableRef table, Compiled rows, StoredTable there)
      throws SQLException {
    return append(to, table, rows, there, null);
  }

  /// @param partition of the time of ingestion, null: that of now
  private Put append(
      ResultTable to,
      TableRef table,
      Compiled rows,
      StoredTable there,
      @Nullable PartitionName partition)
      throws SQLException {
    var columns = new ArrayList<>(there.schema().columns());
    for (var column : rows.columns()) fit(to, table, columns, column);
    for (var column : there.schema().columns())
      if (SchemaRules.find(rows.columns(), column.name()).isEmpty())
        missing(to, table, columns, column);
    List<String> names = new ArrayList<>();
    for (var column : rows.columns()) names.add(quote(column.name()));
    String select = rows.duckSql();
    if (there.told().byIngestion()) {
      names.add(quote(Shapes.PARTITION_TIME));
      String when =
          partition == null ? new Targets(tool, scope).ingested(there) : partition.begin();
      select = "SELECT *, " + when + " FROM (" + select + ")";
    }
    long written =
        session.execute(
            "INSERT INTO "
                + tool.catalog().physical(table)
                + " ("
                + String.join(", ", names)
                + ") "
                + select);
    var old = there.schema();
    var told = there.told();
    if (columns.equals(old.columns())) return new Put(there, written);
    var wider =
        new TableSchema(columns, old.partitionField(), old.clusterFields(), null, old.labels());
    return new Put(StoredTable.of(wider, told), written);
  }

  private void fit(ResultTable to, TableRef table, List<Column> columns, Column column)
      throws SQLException {
    var into = SchemaRules.find(columns, column.name());
    if (into.isEmpty()) {
      if (!to.updates().contains(ResultTable.SchemaUpdate.ALLOW_FIELD_ADDITION))
        throw mismatch(table, "Cannot add fields (field: " + column.name() + ")");
      session.execute(
          "ALTER TABLE "
              + tool.catalog().physical(table)
              + " ADD COLUMN "
              + quote(column.name())
              + " "
              + DuckTypes.of(column));
      columns.add(column);
      return;
    }
    if (!DuckTypes.of(into.get()).equalsIgnoreCase(DuckTypes.of(column)))
      throw mismatch(
          table,
          "Field "
              + into.get().name()
              + " has changed type from "
              + legacy(into.get())
              + " to "
              + legacy(column));
    // What is read from files was checked row by row.
    if (!column.required())
      relax(to, table, columns, into.get(), "has changed mode from REQUIRED to NULLABLE");
  }

  private void missing(ResultTable to, TableRef table, List<Column> columns, Column column) {
    if (column.required()) relax(to, table, columns, column, "is missing in new schema");
  }

  private void relax(
      ResultTable to, TableRef table, List<Column> columns, Column column, String why) {
    if (!column.required()) return;
    if (!to.updates().contains(ResultTable.SchemaUpdate.ALLOW_FIELD_RELAXATION))
      throw mismatch(table, "Field " + column.name() + " " + why);
    columns.set(columns.indexOf(column), AlterDdl.Fields.required(column, false));
  }

  private SqlError mismatch(TableRef table, String what) {
    return new SqlError(
        Reason.INVALID,
        "Provided Schema does not match Table "
            + SqlErrors.wire(scope.project(), table)
            + ". "
            + what);
  }

  private static String legacy(Column column) {
    return switch (column.type()) {
      case INT64 -> "INTEGER";
      case FLOAT64 -> "FLOAT";
      case BOOL -> "BOOLEAN";
      case STRUCT -> "RECORD";
      default -> column.type().toString();
    };
  }
}
