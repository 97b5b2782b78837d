package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.Effects.Effect;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Ddl.Change;
import convergence.warehouse.Column;
import convergence.warehouse.JobId;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// ALTER TABLE and VIEW: one transaction for all the changes of a statement, then a checkpoint.
final class AlterDdl {
  private final Tool tool;
  private final Session session;
  private final Scope scope;
  private final Turns turns;
  private final Optional<JobId> id;

  AlterDdl(Tool tool, Session session, Scope scope, Turns turns, Optional<JobId> id) {
    this.tool = tool;
    this.session = session;
    this.scope = scope;
    this.turns = turns;
    this.id = id;
  }

  Answer alter(Ddl.Alter alter) throws SQLException {
    String type = "ALTER_" + alter.kind();
    if (alter.path().size() == 1 && scope.hasTemporary(alter.path().getFirst()))
      throw SqlErrors.unsupported("ALTER of a temporary table");
    TableRef table = scope.target(TablePaths.ref(alter.path(), scope));
    if (alter.ifExists() && tool.catalog().stored(table).isEmpty())
      return Answer.ddl(type, "SKIP", table.toString(), List.of());
    var done =
        turns.writing(
            table,
            within -> {
              var draft = draft(alter, table);
              for (var sql : draft.statements) within.execute(sql);
              if (!draft.table.equals(table)) tool.catalog().remove(within, table);
              tool.catalog().store(within, draft.table, draft.stored());
              if (id.isPresent())
                tool.effects().done(within, id.get(), new Effect.Done(0, 0, "statement"));
              return draft;
            },
            draft -> {
              if (!draft.table.equals(table)) tool.catalog().forget(table);
              tool.catalog().publish(draft.table, draft.stored());
            });
    if (!done.statements.isEmpty()) Tables.checkpoint(session);
    return Answer.ddl(type, "ALTER", table.toString(), List.of());
  }

  /// From what is there when the table's turn has come: another statement may have altered it before.
  private Draft draft(Ddl.Alter alter, TableRef table) {
    var there = tool.catalog().stored(table).orElseThrow(() -> scope.missing(table));
    boolean view = alter.kind() != Ddl.Kind.TABLE;
    if (view != there.isView())
      throw SqlErrors.invalid(
          SqlErrors.wire(scope.project(), table) + " is a " + there.told().kind());
    var draft = new Draft(table, there);
    for (var change : alter.changes()) draft.apply(change);
    return draft;
  }

  /// The table as the statement leaves it, and what DuckDB does to get there.
  private final class Draft {
    private TableRef table;
    private final StoredTable before;
    private final List<Column> columns;
    private List<String> cluster;
    private Map<String, String> parameters;
    private Map<String, String> defaults;
    private Map<String, String> options;
    private final List<String> statements = new ArrayList<>();

    Draft(TableRef table, StoredTable before) {
      this.table = table;
      this.before = before;
      this.columns = new ArrayList<>(before.schema().columns());
      this.cluster = before.schema().clusterFields();
      this.parameters = new HashMap<>(before.told().parameters());
      this.defaults = new HashMap<>(before.told().defaults());
      this.options = new HashMap<>(before.told().options());
    }

    StoredTable stored() {
      var old = before.schema();
      var told = before.told();
      return StoredTable.of(
          new TableSchema(columns, old.partitionField(), cluster, old.viewSql(), old.labels()),
          new TableDetails(
              told.kind(),
              told.partitioning(),
              parameters,
              defaults,
              options,
              told.created(),
              told.from()));
    }

    private void apply(Change change) {
      switch (change) {
        case Change.AddColumn add -> add(add);
        case Change.DropColumn drop -> drop(drop);
        case Change.RenameColumn rename -> rename(rename);
        case Change.RenameTo(var name) -> renameTo(name);
        case Change.SetOptions(var set) -> {
          TableDdl.checkOptions(set);
          options.putAll(TableDdl.settled(set, tool.clock().instant()));
          options.values().removeIf("NULL"::equals);
        }
        case Change.SetColumnOptions(var name, var set) -> describe(name, set);
        case Change.SetType set -> retype(set);
        case Change.DropNotNull(var name) -> {
          int at = index(name);
          columns.set(at, Fields.required(columns.get(at), false));
        }
        case Change.SetDefault(var name, var sql) -> {
          String own = columns.get(index(name)).name();
          if (sql == null) defaults.remove(own);
          else defaults.put(own, sql);
        }
      }
    }

    private String prefix() {
      return "ALTER TABLE " + tool.catalog().physical(table) + " ";
    }

    private int index(String name) {
      for (int i = 0; i < columns.size(); i++)
        if (columns.get(i).name().equalsIgnoreCase(name)) return i;
      throw SqlErrors.invalid("Column not found: " + name);
    }

    private boolean has(String name) {
      return SchemaRules.find(columns, name).isPresent();
    }

    private void add(Change.AddColumn add) {
      var column = add.column().column();
      if (has(column.name())) {
        if (add.ifNotExists()) return;
        throw SqlErrors.invalid("Column already exists: " + column.name());
      }
      if (column.required())
        throw SqlErrors.invalid(
            "Cannot add required column " + column.name() + " to an existing table");
      if (add.column().defaultSql() != null)
        throw SqlErrors.invalid(
            "Adding a column with default value is not supported; add the column first and then set the default");
      columns.add(column);
      if (!add.column().parameters().isEmpty())
        parameters.put(column.name(), add.column().parameters());
      statements.add(prefix() + "ADD COLUMN " + quote(column.name()) + " " + DuckTypes.of(column));
    }

    private void drop(Change.DropColumn drop) {
      if (!has(drop.name())) {
        if (drop.ifExists()) return;
        throw SqlErrors.invalid("Column not found: " + drop.name());
      }
      var column = columns.get(index(drop.name()));
      refuseKey(column.name(), "drop");
      if (columns.size() == 1) throw SqlErrors.invalid("Cannot drop the only column of a table");
      columns.remove(column);
      parameters.remove(column.name());
      defaults.remove(column.name());
      statements.add(prefix() + "DROP COLUMN " + quote(column.name()));
    }

    private void refuseKey(String column, String act) {
      var partitioning = before.told().partitioning();
      boolean cuts = partitioning != null && column.equals(partitioning.column());
      if (cuts || cluster.stream().anyMatch(column::equalsIgnoreCase))
        throw SqlErrors.invalid(
            "Cannot "
                + act
                + " column "
                + column
                + ": the table is partitioned or clustered by it");
    }

    private void rename(Change.RenameColumn rename) {
      if (!has(rename.from()) && rename.ifExists()) return;
      int at = index(rename.from());
      var column = columns.get(at);
      if (has(rename.to())) throw SqlErrors.invalid("Column already exists: " + rename.to());
      refuseKey(column.name(), "rename");
      columns.set(at, Fields.named(column, rename.to()));
      move(parameters, column.name(), rename.to());
      move(defaults, column.name(), rename.to());
      statements.add(
          prefix() + "RENAME COLUMN " + quote(column.name()) + " TO " + quote(rename.to()));
    }

    private void move(Map<String, String> map, String from, String to) {
      String value = map.remove(from);
      if (value != null) map.put(to, value);
    }

    private void renameTo(String name) {
      var to = TableRef.of(table.dataset(), name);
      if (tool.catalog().stored(to).isPresent())
        throw SqlErrors.exists("Table", scope.project(), to.toString());
      statements.add(prefix() + "RENAME TO " + quote(PhysicalNames.name(name)));
      table = to;
    }

    private void describe(String name, Map<String, String> set) {
      int at = index(name);
      for (var option : set.keySet())
        if (!option.equals("description"))
          throw SqlErrors.unsupported("option " + option + " of a column");
      columns.set(at, Fields.described(columns.get(at), Fields.text(set.get("description"))));
    }

    /// Only to a type that holds every value of the old one.
    private void retype(Change.SetType set) {
      int at = index(set.column());
      var column = columns.get(at);
      boolean same =
          column.type() == set.type().type() && column.repeated() == set.type().repeated();
      var partitioning = before.told().partitioning();
      if (!same && partitioning != null && column.name().equals(partitioning.column()))
        throw SqlErrors.invalid(
            "Cannot change the type of column "
                + column.name()
                + ": the table is partitioned by it");
      String now = parameters.getOrDefault(column.name(), "");
      if (same ? !TypeParameters.widen(column.type(), now, set.parameters()) : !wider(column, set))
        throw SqlErrors.invalid(
            "ALTER TABLE ALTER COLUMN SET DATA TYPE requires that the existing column type ("
                + InformationSchema.type(column, now)
                + ") is assignable to the new type ("
                + InformationSchema.type(set.type(), set.parameters())
                + ")");
      if (same && column.type() == SqlType.STRUCT)
        throw SqlErrors.unsupported("SET DATA TYPE of a STRUCT");
      parameters.remove(column.name());
      if (!set.parameters().isEmpty()) parameters.put(column.name(), set.parameters());
      columns.set(at, Fields.retyped(column, set.type()));
      if (!same)
        statements.add(
            prefix()
                + "ALTER COLUMN "
                + quote(column.name())
                + " SET DATA TYPE "
                + DuckTypes.of(columns.get(at)));
    }

    private static boolean wider(Column from, Change.SetType set) {
      var to = set.type();
      if (from.repeated() || to.repeated() || !set.parameters().isEmpty()) return false;
      return switch (from.type()) {
        case INT64 ->
            Set.of(SqlType.NUMERIC, SqlType.BIGNUMERIC, SqlType.FLOAT64).contains(to.type());
        case NUMERIC -> Set.of(SqlType.BIGNUMERIC, SqlType.FLOAT64).contains(to.type());
        default -> false;
      };
    }
  }

  /// A column with one thing changed.
  static final class Fields {
    private Fields() {}

    static Column required(Column c, boolean required) {
      return new Column(c.name(), c.type(), c.repeated(), required, c.fields(), c.description());
    }

    static Column named(Column c, String name) {
      return new Column(name, c.type(), c.repeated(), c.required(), c.fields(), c.description());
    }

    static Column described(Column c, String description) {
      return new Column(c.name(), c.type(), c.repeated(), c.required(), c.fields(), description);
    }

    static Column retyped(Column c, Column type) {
      return new Column(
          c.name(), type.type(), type.repeated(), c.required(), type.fields(), c.description());
    }

    /// A string literal's text.
    static String text(@Nullable String literal) {
      if (literal == null || !literal.startsWith("\"")) return "";
      return literal.substring(1, literal.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
    }
  }
}
