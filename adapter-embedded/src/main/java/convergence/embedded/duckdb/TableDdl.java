package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.Effects.Effect;
import convergence.embedded.duckdb.sql.CommandCompiler;
import convergence.embedded.duckdb.sql.Compiled;
import convergence.embedded.duckdb.sql.Context;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.embedded.duckdb.sql.Target;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Partitioning;
import convergence.googlesql.ir.Query;
import convergence.warehouse.Column;
import convergence.warehouse.JobId;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// CREATE TABLE in its forms, and DROP.
final class TableDdl {
  /// Options that change no answer, and those that have their effect.
  private static final Set<String> KNOWN =
      Set.of(
          "description",
          "friendly_name",
          "labels",
          StoredTable.EXPIRATION,
          PartitionFilters.DEMAND,
          "kms_key_name",
          "max_staleness",
          "enable_refresh",
          "refresh_interval_minutes");

  private final Tool tool;
  private final Session session;
  private final Scope scope;
  private final Turns turns;
  private final Optional<JobId> id;

  TableDdl(Tool tool, Session session, Scope scope, Turns turns, Optional<JobId> id) {
    this.tool = tool;
    this.session = session;
    this.scope = scope;
    this.turns = turns;
    this.id = id;
  }

  static void checkOptions(Map<String, String> options) {
    for (var option : options.entrySet()) {
      boolean off = option.getValue().equals("false") || option.getValue().equals("NULL");
      if (!KNOWN.contains(option.getKey()) && !off)
        throw SqlErrors.unsupported("option " + option.getKey() + " of a table");
    }
  }

  /// Times that count from the statement become moments.
  static Map<String, String> settled(Map<String, String> options, Instant now) {
    var settled = new HashMap<>(options);
    settled.replaceAll(
        (_, value) ->
            value.startsWith(Ddl.FROM_NOW)
                ? "TIMESTAMP \""
                    + now.plusSeconds(Long.parseLong(value.substring(Ddl.FROM_NOW.length())))
                    + "\""
                : value);
    return settled;
  }

  Answer create(Ddl.CreateTable create, Context context, Sources sources) throws SQLException {
    checkOptions(create.options());
    Compiled rows = create.rows() == null ? null : CommandCompiler.query(create.rows(), context);
    var stored = definition(create, rows);
    String type = rows == null ? "CREATE_TABLE" : "CREATE_TABLE_AS_SELECT";
    if (create.temporary()) return temporary(create, stored, context, type);
    TableRef table = scope.target(create.table());
    requireDataset(table);
    var columns = stored.schema().columns();
    var there = tool.catalog().stored(table);
    if (there.isPresent() && create.mode() == Ddl.Mode.IF_NOT_EXISTS)
      return Answer.ddl(type, "SKIP", table.toString(), columns);
    if (there.isPresent() && create.mode() == Ddl.Mode.NEW)
      throw SqlErrors.exists("Table", scope.project(), table.toString());
    refuseView(table, there);
    String physical = tool.catalog().physical(table);
    boolean made =
        turns.writing(
            table,
            within -> {
              // Another statement may have made it before this one's turn.
              if (create.mode() != Ddl.Mode.OR_REPLACE && tool.catalog().stored(table).isPresent())
                return false;
              long count = make(physical, create.mode(), stored, create.rows(), context);
              tool.catalog().store(within, table, stored);
              effect(count);
              return true;
            },
            now -> {
              if (now) tool.catalog().publish(table, stored);
            });
    if (!made && create.mode() == Ddl.Mode.NEW)
      throw SqlErrors.exists("Table", scope.project(), table.toString());
    if (!made) return Answer.ddl(type, "SKIP", table.toString(), columns);
    var done =
        Answer.ddl(type, there.isPresent() ? "REPLACE" : "CREATE", table.toString(), columns);
    return new Answer(type, done.rows(), false, done.ddl(), null, sources.read());
  }

  private void effect(long rows) throws SQLException {
    if (id.isPresent())
      tool.effects().done(session, id.get(), new Effect.Done(rows, 0, "statement"));
  }

  private void requireDataset(TableRef table) {
    if (!tool.catalog().hasDataset(table.dataset()))
      throw SqlErrors.noDataset(scope.project(), table.dataset());
  }

  private void refuseView(TableRef table, Optional<StoredTable> there) {
    if (there.isPresent() && there.get().isView())
      throw SqlErrors.invalid(
          SqlErrors.wire(scope.project(), table)
              + " is not allowed for this operation because it is currently a VIEW.");
  }

  private Answer temporary(Ddl.CreateTable create, StoredTable stored, Context context, String type)
      throws SQLException {
    String name = create.table().table();
    boolean there = scope.hasTemporary(name);
    if (there && create.mode() == Ddl.Mode.IF_NOT_EXISTS)
      return Answer.ddl(type, "SKIP", name, stored.schema().columns());
    if (there && create.mode() == Ddl.Mode.NEW)
      throw SqlErrors.exists("Table", scope.project(), Scope.SESSION + "." + name);
    String old = there ? scope.removeTemporary(name) : null;
    String physical = "temp.main." + scope.temporaryName(name);
    Task.Body<Long> body = within -> make(physical, Ddl.Mode.NEW, stored, create.rows(), context);
    long _ = turns.inTransaction() ? body.run(session) : session.transact(body);
    if (old != null) session.execute("DROP TABLE " + old);
    scope.putTemporary(name, stored);
    return Answer.ddl(type, there ? "REPLACE" : "CREATE", name, stored.schema().columns());
  }

  /// Rows are read before the table of the same name is replaced.
  private long make(
      String physical, Ddl.Mode mode, StoredTable stored, @Nullable Query rows, Context context)
      throws SQLException {
    var target = new Targets(tool, scope).of(physical, stored);
    String columns = columns(target);
    String definition = create(physical, mode) + " (" + columns + ")";
    if (rows == null) {
      session.execute(definition);
      return 0;
    }
    String stage =
        session.temporary("ctas", "AS " + selected(stored, target, rows, context), List.of());
    session.execute(definition);
    long count = session.execute("INSERT INTO " + physical + " SELECT * FROM " + stage);
    session.dropTemporary("ctas");
    return count;
  }

  private static String create(String physical, Ddl.Mode mode) {
    if (physical.startsWith("temp.main."))
      return "CREATE TEMP TABLE " + physical.substring("temp.main.".length());
    return (mode == Ddl.Mode.OR_REPLACE ? "CREATE OR REPLACE TABLE " : "CREATE TABLE ") + physical;
  }

  private static String columns(Target target) {
    return target.fields().stream()
        .map(f -> quote(f.column().name()) + " " + DuckTypes.of(f.column()))
        .collect(Collectors.joining(", "));
  }

  private String selected(StoredTable stored, Target target, Query rows, Context context) {
    var own = target.fields().subList(0, stored.schema().columns().size());
    String checked = CommandCompiler.checked(own, rows, context);
    List<String> list = new ArrayList<>();
    for (int i = 0; i < own.size(); i++)
      list.add("CAST(v" + i + " AS " + DuckTypes.of(own.get(i).column()) + ")");
    if (own.size() < target.fields().size()) list.add(new Targets(tool, scope).ingested(stored));
    return "SELECT " + String.join(", ", list) + " FROM (" + checked + ")";
  }

  private StoredTable definition(Ddl.CreateTable create, @Nullable Compiled rows) {
    if (create.like() != null) return like(create, create.like());
    List<Column> columns = new ArrayList<>();
    Map<String, String> parameters = new HashMap<>();
    Map<String, String> defaults = new HashMap<>();
    for (var definition : create.columns()) {
      var column = definition.column();
      columns.add(column);
      if (!definition.parameters().isEmpty())
        parameters.put(column.name(), definition.parameters());
      if (definition.defaultSql() != null) defaults.put(column.name(), definition.defaultSql());
    }
    if (columns.isEmpty() && rows != null) columns.addAll(rows.columns());
    checkNames(columns);
    var partitioning = create.partitioning();
    var schema = new TableSchema(columns, day(partitioning), create.clustering(), null, Map.of());
    return StoredTable.of(
        schema,
        new TableDetails(
            TableDetails.BASE,
            partitioning,
            parameters,
            defaults,
            settled(create.options(), tool.clock().instant()),
            tool.clock().instant(),
            null));
  }

  /// The field of [TableSchema] speaks of days.
  static @Nullable String day(@Nullable Partitioning partitioning) {
    return partitioning != null && partitioning.unit() == Partitioning.Unit.DAY
        ? partitioning.column()
        : null;
  }

  private static void checkNames(List<Column> columns) {
    Set<String> names = new HashSet<>();
    for (var column : columns) {
      String name = column.name().toLowerCase(Locale.ROOT);
      if (!names.add(name)) throw SqlErrors.invalid("Duplicate column name " + column.name());
      if (name.startsWith("_table_") || name.startsWith("_partition") || name.startsWith("_file_"))
        throw SqlErrors.invalid(
            "Invalid field name \""
                + column.name()
                + "\". Field names are not allowed to start with the (case-insensitive) prefixes _PARTITION, _TABLE_, _FILE_");
      if (column.type() == SqlType.STRUCT) checkNames(column.fields());
    }
  }

  private StoredTable like(Ddl.CreateTable create, TableRef like) {
    var from = existing(like);
    var told = from.told();
    return StoredTable.of(
        from.schema(),
        new TableDetails(
            TableDetails.BASE,
            told.partitioning(),
            told.parameters(),
            told.defaults(),
            create.options().isEmpty()
                ? told.options()
                : settled(create.options(), tool.clock().instant()),
            tool.clock().instant(),
            null));
  }

  private StoredTable existing(TableRef ref) {
    return switch (scope.meaning(ref)) {
      case Scope.Meaning.Known known -> known.stored();
      case Scope.Meaning.Temporary temporary -> temporary.stored();
      case Scope.Meaning.Missing(var table) -> throw scope.missing(table);
      case Scope.Meaning.Wildcard _, Scope.Meaning.Information _ ->
          throw SqlErrors.invalid(ref + " is no table");
    };
  }

  Answer copy(Ddl.CopyTable copy) throws SQLException {
    checkOptions(copy.options());
    TableRef from = scope.local(copy.from());
    var source = existing(from);
    refuseView(from, Optional.of(source));
    TableRef table = scope.target(copy.table());
    requireDataset(table);
    String type = copy.kind() == Ddl.CopyKind.SNAPSHOT ? "CREATE_SNAPSHOT_TABLE" : "CREATE_TABLE";
    var there = tool.catalog().stored(table);
    if (there.isPresent() && copy.mode() == Ddl.Mode.IF_NOT_EXISTS)
      return Answer.ddl(type, "SKIP", table.toString(), source.schema().columns());
    if (there.isPresent() && copy.mode() == Ddl.Mode.NEW)
      throw SqlErrors.exists("Table", scope.project(), table.toString());
    refuseView(table, there);
    var stored = copied(copy, from, source);
    String create =
        copy.mode() == Ddl.Mode.OR_REPLACE ? "CREATE OR REPLACE TABLE " : "CREATE TABLE ";
    turns.writing(
        table,
        within -> {
          long rows =
              within.execute(
                  create
                      + tool.catalog().physical(table)
                      + " AS SELECT * FROM "
                      + tool.catalog().physical(from));
          tool.catalog().store(within, table, stored);
          effect(rows);
          return table;
        },
        made -> tool.catalog().publish(made, stored));
    return Answer.ddl(
        type,
        there.isPresent() ? "REPLACE" : "CREATE",
        table.toString(),
        source.schema().columns());
  }

  private StoredTable copied(Ddl.CopyTable copy, TableRef from, StoredTable source) {
    var told = source.told();
    String kind =
        switch (copy.kind()) {
          case COPY -> TableDetails.BASE;
          case CLONE -> "CLONE";
          case SNAPSHOT -> "SNAPSHOT";
        };
    return StoredTable.of(
        source.schema(),
        new TableDetails(
            kind,
            told.partitioning(),
            told.parameters(),
            told.defaults(),
            copy.options().isEmpty()
                ? told.options()
                : settled(copy.options(), tool.clock().instant()),
            tool.clock().instant(),
            copy.kind() == Ddl.CopyKind.COPY ? null : from));
  }

  Answer drop(Ddl.Drop drop) throws SQLException {
    String type = "DROP_" + drop.kind();
    String written = drop.path().getLast();
    boolean alone = drop.path().size() == 1 && !written.contains(".");
    if (alone && drop.kind() == Ddl.Kind.TABLE && scope.hasTemporary(written)) {
      session.execute("DROP TABLE " + scope.removeTemporary(written));
      return Answer.ddl(type, "DROP", written, List.of());
    }
    TableRef table = scope.target(TablePaths.ref(drop.path(), scope));
    var there = tool.catalog().stored(table);
    if (there.isEmpty()) {
      if (drop.ifExists()) return Answer.ddl(type, "SKIP", table.toString(), List.of());
      if (!tool.catalog().hasDataset(table.dataset()))
        throw SqlErrors.noDataset(scope.project(), table.dataset());
      throw new SqlError(
          SqlError.Reason.NOT_FOUND, "Not found: Table " + SqlErrors.wire(scope.project(), table));
    }
    requireKind(drop.kind(), table, there.get());
    turns.writing(
        table,
        within -> {
          if (!there.get().isView()) within.execute("DROP TABLE " + tool.catalog().physical(table));
          tool.catalog().remove(within, table);
          effect(0);
          return table;
        },
        tool.catalog()::forget);
    return Answer.ddl(type, "DROP", table.toString(), List.of());
  }

  private void requireKind(Ddl.Kind wanted, TableRef table, StoredTable there) {
    String kind = there.told().kind();
    boolean fits =
        switch (wanted) {
          case TABLE -> kind.equals(TableDetails.BASE) || kind.equals("CLONE");
          case SNAPSHOT_TABLE -> kind.equals("SNAPSHOT");
          case VIEW -> kind.equals("VIEW");
          case MATERIALIZED_VIEW -> kind.equals("MATERIALIZED VIEW");
          case SCHEMA, FUNCTION, TABLE_FUNCTION, PROCEDURE -> false;
        };
    if (!fits)
      throw SqlErrors.invalid(
          "Cannot drop "
              + SqlErrors.wire(scope.project(), table)
              + " which has type "
              + kind.replace(TableDetails.BASE, "TABLE")
              + ". Use the matching DROP statement.");
  }
}
