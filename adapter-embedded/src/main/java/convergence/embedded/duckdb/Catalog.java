package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.embedded.duckdb.sql.TableNames;
import convergence.port.Json;
import convergence.warehouse.InformationViews;
import convergence.warehouse.Schemas;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/// The tables in GoogleSQL's words: kept in `_convergence.tables` by the transaction that changes a
/// table, answered from memory. `store` writes within a transaction, `publish` tells after its
/// commit; writers of one table do so one after the other.
final class Catalog implements Schemas, TableNames {
  private final PhysicalNames names;
  private final Map<TableRef, StoredTable> tables = new ConcurrentHashMap<>();
  private final Set<String> datasets = ConcurrentHashMap.newKeySet();
  private final Map<RoutineName, StoredRoutine> routines = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  /// No table goes before this millisecond.
  private final AtomicLong firstExpiry = new AtomicLong(Long.MAX_VALUE);

  Catalog(PhysicalNames names) {
    this.names = names;
  }

  PhysicalNames names() {
    return names;
  }

  /// @param name compared without case
  record RoutineName(String dataset, String name) {
    RoutineName {
      name = name.toLowerCase(Locale.ROOT);
    }
  }

  static void create(Session session) throws SQLException {
    session.execute("CREATE SCHEMA IF NOT EXISTS _convergence");
    session.execute("CREATE TABLE IF NOT EXISTS _convergence.datasets (dataset VARCHAR)");
    session.execute(
        "CREATE TABLE IF NOT EXISTS _convergence.tables (dataset VARCHAR, name VARCHAR, definition"
            + " VARCHAR)");
    session.execute(
        "CREATE TABLE IF NOT EXISTS _convergence.routines (dataset VARCHAR, name VARCHAR,"
            + " definition VARCHAR)");
  }

  void load(Session session) throws SQLException {
    session.select(
        "SELECT dataset FROM _convergence.datasets",
        List.of(),
        rows -> {
          while (rows.next()) datasets.add(rows.getString(1));
          return datasets;
        });
    session.select(
        "SELECT dataset, name, definition FROM _convergence.tables",
        List.of(),
        rows -> {
          while (rows.next())
            tables.put(
                TableRef.of(rows.getString(1), rows.getString(2)),
                Json.read(rows.getString(3), StoredTable.class));
          return tables;
        });
    tables.values().forEach(this::noteExpiry);
    session.select(
        "SELECT dataset, name, definition FROM _convergence.routines",
        List.of(),
        rows -> {
          while (rows.next())
            routines.put(
                new RoutineName(rows.getString(1), rows.getString(2)),
                Json.read(rows.getString(3), StoredRoutine.class));
          return routines;
        });
    version.incrementAndGet();
  }

  @Override
  public Optional<TableSchema> find(TableRef table) {
    return stored(table).map(StoredTable::schema);
  }

  Optional<StoredTable> stored(TableRef table) {
    return Optional.ofNullable(tables.get(table));
  }

  @Override
  public List<String> tables(String dataset) {
    return names(dataset);
  }

  @Override
  public long version() {
    return version.get();
  }

  Set<String> datasets() {
    return new TreeSet<>(datasets);
  }

  Optional<StoredRoutine> routine(RoutineName name) {
    return Optional.ofNullable(routines.get(name));
  }

  List<RoutineName> routines(String dataset) {
    return routines.keySet().stream()
        .filter(name -> name.dataset().equals(dataset))
        .sorted(Comparator.comparing(RoutineName::name))
        .toList();
  }

  boolean hasRoutines() {
    return !routines.isEmpty();
  }

  void storeRoutine(Session session, RoutineName name, StoredRoutine routine) throws SQLException {
    removeRoutine(session, name);
    session.execute(
        "INSERT INTO _convergence.routines VALUES ($1, $2, $3)",
        name.dataset(),
        name.name(),
        Json.write(routine));
  }

  void publishRoutine(RoutineName name, StoredRoutine routine) {
    routines.put(name, routine);
    version.incrementAndGet();
  }

  void removeRoutine(Session session, RoutineName name) throws SQLException {
    session.execute(
        "DELETE FROM _convergence.routines WHERE dataset = $1 AND name = $2",
        name.dataset(),
        name.name());
  }

  void forgetRoutine(RoutineName name) {
    routines.remove(name);
    version.incrementAndGet();
  }

  /// The table's entry; the table itself is dropped beside it.
  void remove(Session session, TableRef table) throws SQLException {
    session.execute(
        "DELETE FROM _convergence.tables WHERE dataset = $1 AND name = $2",
        table.dataset(),
        table.table());
  }

  void forget(TableRef table) {
    tables.remove(table);
    version.incrementAndGet();
  }

  /// The dataset and all that is in it.
  void removeDataset(Session session, String dataset) throws SQLException {
    session.execute("DROP SCHEMA IF EXISTS " + names.schema(dataset) + " CASCADE");
    for (String table : List.of("datasets", "tables", "routines"))
      session.execute("DELETE FROM _convergence." + table + " WHERE dataset = $1", dataset);
  }

  void forgetDataset(String dataset) {
    datasets.remove(dataset);
    tables.keySet().removeIf(table -> table.dataset().equals(dataset));
    routines.keySet().removeIf(name -> name.dataset().equals(dataset));
    version.incrementAndGet();
  }

  boolean hasDataset(String dataset) {
    return datasets.contains(dataset);
  }

  List<String> names(String dataset) {
    return tables.keySet().stream()
        .filter(table -> table.dataset().equals(dataset))
        .map(TableRef::table)
        .sorted()
        .toList();
  }

  void forEachView(BiConsumer<TableRef, StoredTable> action) {
    tables.forEach(
        (table, stored) -> {
          if (stored.isView()) action.accept(table, stored);
        });
  }

  void storeDataset(Session session, String dataset) throws SQLException {
    session.execute("CREATE SCHEMA IF NOT EXISTS " + names.schema(dataset));
    session.execute("INSERT INTO _convergence.datasets VALUES ($1)", dataset);
  }

  void publishDataset(String dataset) {
    datasets.add(dataset);
    version.incrementAndGet();
  }

  void store(Session session, TableRef table, StoredTable stored) throws SQLException {
    session.execute(
        "DELETE FROM _convergence.tables WHERE dataset = $1 AND name = $2",
        table.dataset(),
        table.table());
    session.execute(
        "INSERT INTO _convergence.tables VALUES ($1, $2, $3)",
        table.dataset(),
        table.table(),
        Json.write(stored));
  }

  private void noteExpiry(StoredTable stored) {
    stored
        .expires()
        .ifPresent(moment -> firstExpiry.accumulateAndGet(moment.toEpochMilli(), Math::min));
  }

  /// Tables and views whose time is over. Mostly none, and then it costs nothing.
  List<TableRef> expired(Instant now) {
    if (now.toEpochMilli() < firstExpiry.get()) return List.of();
    firstExpiry.set(Long.MAX_VALUE);
    tables.values().forEach(this::noteExpiry);
    return tables.entrySet().stream()
        .filter(entry -> isOver(entry.getValue(), now))
        .map(Map.Entry::getKey)
        .toList();
  }

  static boolean isOver(StoredTable stored, Instant now) {
    return stored.expires().filter(moment -> !moment.isAfter(now)).isPresent();
  }

  boolean anyDemandsFilter() {
    return tables.values().stream().anyMatch(PartitionFilters::demandedBy);
  }

  /// An answer that stays as it was keeps the version, and with it what was compiled.
  void publish(TableRef table, StoredTable stored) {
    noteExpiry(stored);
    if (!stored.equals(tables.put(table, stored))) version.incrementAndGet();
  }

  @Override
  public String quoted(TableRef table) {
    if (!InformationViews.has(table)) return physical(table);
    return new InformationSchema(
            this, names.project(), Sight.of(Set.of(table.dataset())), JobLog.NONE)
        .from(table.dataset(), InformationViews.view(table));
  }

  /// @return the table's name in DuckDB, quoted
  String physical(TableRef table) {
    return names.quoted(table);
  }

  /// `"name" TYPE, …` of a CREATE TABLE. NOT NULL stays out: what may not be NULL is checked where
  /// rows come in, so that a metadata row is never lost for it.
  static String definition(TableSchema schema) {
    var text = new StringBuilder();
    for (var column : schema.columns()) {
      if (!text.isEmpty()) text.append(", ");
      text.append(DuckTypes.quote(column.name())).append(' ').append(DuckTypes.of(column));
    }
    return text.toString();
  }
}
