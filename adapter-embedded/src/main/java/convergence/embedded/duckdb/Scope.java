package convergence.embedded.duckdb;

import convergence.embedded.duckdb.Catalog.RoutineName;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.Schemas;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What names mean to one script or session: its project, its default dataset, its temporary tables
/// and functions, then the catalogue. Used by one thread at a time.
final class Scope {
  /// The dataset of temporary tables, as BigQuery calls it.
  static final String SESSION = "_SESSION";

  private final Catalog catalog;
  private final String project;
  private final Sight sight;
  private final JobLog jobs;
  private String defaultDataset;
  private final Map<String, StoredTable> temporary = new HashMap<>();
  private final Map<String, Routine> functions = new HashMap<>();
  private int temporaryMade;
  private final Map<String, String> physical = new HashMap<>();

  /// Everything is seen.
  Scope(Catalog catalog, String project, String defaultDataset) {
    this(catalog, Sight.ALL, JobLog.NONE, project, defaultDataset);
  }

  /// Of a request.
  Scope(Catalog catalog, SqlRequest request) {
    this(catalog, request.sight(), request.jobs(), request.project(), request.defaultDataset());
  }

  private Scope(Catalog catalog, Sight sight, JobLog jobs, String project, String defaultDataset) {
    this.catalog = catalog;
    this.sight = sight;
    this.jobs = jobs;
    this.project = project;
    this.defaultDataset = defaultDataset;
  }

  /// Within a view that lies in the dataset: it sees everything, whoever reads it.
  Scope inView(String dataset) {
    return new Scope(catalog, Sight.ALL, jobs, project, dataset);
  }

  /// What a table's name stands for.
  sealed interface Meaning {
    /// @param physical its name in DuckDB
    record Temporary(String name, String physical, StoredTable stored) implements Meaning {}

    record Known(TableRef table, StoredTable stored) implements Meaning {}

    /// @param prefix before the `*`
    record Wildcard(String dataset, String prefix, List<TableRef> tables) implements Meaning {}

    /// @param view such as `TABLES`
    record Information(String dataset, String view) implements Meaning {}

    record Missing(TableRef table) implements Meaning {}
  }

  String project() {
    return project;
  }

  Sight sight() {
    return sight;
  }

  JobLog jobs() {
    return jobs;
  }

  String defaultDataset() {
    return defaultDataset;
  }

  void defaultDataset(String dataset) {
    defaultDataset = dataset;
  }

  /// Where the analysis looks unqualified names up.
  String analysed() {
    return defaultDataset.isEmpty() ? SESSION : defaultDataset;
  }

  /// @throws SqlError the name lies in another project, or must say its dataset
  Meaning meaning(TableRef ref) {
    TableRef table = local(ref);
    boolean unqualified = table.dataset().equals(analysed());
    if (unqualified || table.dataset().equals(SESSION)) {
      var found = temporary.get(table.table());
      if (found != null)
        return new Meaning.Temporary(
            table.table(), String.valueOf(physical.get(table.table())), found);
    }
    if (table.table().startsWith("INFORMATION_SCHEMA."))
      return new Meaning.Information(
          table.dataset(), table.table().substring("INFORMATION_SCHEMA.".length()));
    if (table.table().equals(StorageViews.TABLES))
      return new Meaning.Information(table.dataset(), StorageViews.TABLES);
    if (table.dataset().equals(SESSION)) throw unqualified(table);
    if (table.table().endsWith("*")) return wildcard(table);
    return catalog
        .stored(table)
        .<Meaning>map(stored -> new Meaning.Known(table, stored))
        .orElseGet(() -> new Meaning.Missing(table));
  }

  /// Without the project, where it is the script's own.
  TableRef local(TableRef ref) {
    String owner = ref.project() == null ? project : ref.project();
    if (!catalog.names().knows(owner, project)) throw SqlErrors.denied(ref);
    String dataset = catalog.names().dataset(owner, ref.dataset());
    // The views of a region tell of what is seen and of nothing else.
    boolean shared =
        dataset.equals(SESSION)
            || (InformationSchema.region(dataset).isPresent()
                && ref.table().startsWith("INFORMATION_SCHEMA."));
    if (!sight.sees(dataset) && !shared)
      throw SqlErrors.denied(new TableRef(owner, ref.dataset(), ref.table()));
    return TableRef.of(dataset, ref.table());
  }

  /// As [#local], for a table or view that is to be changed.
  TableRef target(TableRef ref) {
    TableRef table = local(ref);
    if (table.dataset().equals(SESSION) && !temporary.containsKey(table.table()))
      throw unqualified(table);
    if (!sight.mayWrite(table.table()))
      throw new SqlError(
          SqlError.Reason.ACCESS_DENIED,
          "Access Denied: Table " + ref + " is kept by the system and can only be read");
    return table;
  }

  private static SqlError unqualified(TableRef table) {
    return new SqlError(
        SqlError.Reason.INVALID,
        "Table \"" + table.table() + "\" must be qualified with a dataset (e.g. dataset.table).");
  }

  private Meaning wildcard(TableRef table) {
    String prefix = table.table().substring(0, table.table().length() - 1);
    List<TableRef> tables = new ArrayList<>();
    for (var name : catalog.names(table.dataset())) {
      var candidate = TableRef.of(table.dataset(), name);
      if (!name.startsWith(prefix)) continue;
      if (catalog.stored(candidate).orElseThrow().isView())
        throw new SqlError(
            SqlError.Reason.INVALID_QUERY,
            "Views cannot be queried through prefix. First view "
                + project
                + ":"
                + table.dataset()
                + "."
                + name
                + ".");
      tables.add(candidate);
    }
    if (tables.isEmpty())
      throw new SqlError(
          SqlError.Reason.INVALID_QUERY,
          project + ":" + table.dataset() + "." + table.table() + " does not match any table.");
    return new Meaning.Wildcard(table.dataset(), prefix, tables);
  }

  /// @throws SqlError nothing is there
  SqlError missing(TableRef table) {
    int colon = table.dataset().lastIndexOf(':');
    String dataset = table.dataset().substring(colon + 1);
    if (!dataset.matches("[\\w-]+"))
      return new SqlError(
          SqlError.Reason.INVALID,
          "Invalid dataset ID \""
              + dataset
              + "\". Dataset IDs must be alphanumeric (plus underscores and dashes) and must be at"
              + " most 1024 characters long.");
    if (colon > 0 && isNobodys(table.dataset().substring(0, colon)))
      return SqlErrors.denied(
          new TableRef(table.dataset().substring(0, colon), dataset, table.table()));
    return catalog.hasDataset(table.dataset())
        ? SqlErrors.noTable(project, table)
        : SqlErrors.noDataset(project, table.dataset());
  }

  /// Whether a project that is not the script's has nothing at all, so that there may be none.
  private boolean isNobodys(String owner) {
    return !owner.equals(project)
        && catalog.datasets().stream().noneMatch(name -> name.startsWith(owner + ":"));
  }

  Schemas schemas() {
    return new Schemas() {
      @Override
      public Optional<TableSchema> find(TableRef table) {
        return schema(table);
      }

      @Override
      public long version() {
        return catalog.version();
      }
    };
  }

  private Optional<TableSchema> schema(TableRef ref) {
    return switch (meaning(ref)) {
      case Meaning.Temporary temporary -> Optional.of(Shapes.shown(temporary.stored()));
      case Meaning.Known known -> Optional.of(Shapes.shown(known.stored()));
      case Meaning.Wildcard wildcard -> Optional.of(Shapes.wildcard(wildcard, catalog));
      case Meaning.Information information ->
          Optional.of(TableSchema.of(InformationColumns.all(information.view())));
      case Meaning.Missing _ -> Optional.empty();
    };
  }

  // Temporary tables and functions

  /// @return the name that it is to have in DuckDB
  String temporaryName(String name) {
    String made = "temp_" + temporaryMade++;
    physical.put(name, "temp.main." + made);
    return made;
  }

  void putTemporary(String name, StoredTable stored) {
    temporary.put(name, stored);
  }

  boolean hasTemporary(String name) {
    return temporary.containsKey(name);
  }

  boolean hasTemporary() {
    return !temporary.isEmpty();
  }

  /// @return its name in DuckDB
  String removeTemporary(String name) {
    temporary.remove(name);
    return String.valueOf(physical.remove(name));
  }

  List<String> temporaryTables() {
    return List.copyOf(physical.values());
  }

  void putFunction(String name, Routine routine) {
    functions.put(name.toLowerCase(Locale.ROOT), routine);
  }

  boolean hasFunction(String name) {
    return functions.containsKey(name.toLowerCase(Locale.ROOT));
  }

  boolean removeFunction(String name) {
    return functions.remove(name.toLowerCase(Locale.ROOT)) != null;
  }

  Surroundings.Routines routines() {
    return new Surroundings.Routines() {
      @Override
      public Optional<Routine> find(List<String> path) {
        return routine(path);
      }

      @Override
      public boolean any() {
        return !functions.isEmpty() || catalog.hasRoutines();
      }
    };
  }

  Optional<Routine> routine(List<String> path) {
    String whole = String.join(".", path);
    var temporary = functions.get(whole.toLowerCase(Locale.ROOT));
    if (temporary != null) return Optional.of(temporary);
    var parts = whole.split("\\.", -1);
    if (parts.length > 3 || (parts.length == 3 && !catalog.names().knows(parts[0], project)))
      return Optional.empty();
    if (parts.length == 1 && defaultDataset.isEmpty()) return Optional.empty();
    return catalog.routine(routineName(path)).map(StoredRoutine::routine);
  }

  /// @throws SqlError it must say its dataset, or lies in another project
  RoutineName routineName(List<String> path) {
    var parts = String.join(".", path).split("\\.", -1);
    String name = parts[parts.length - 1];
    if (parts.length == 1) {
      if (defaultDataset.isEmpty())
        throw SqlErrors.invalid(
            "Routine name \""
                + name
                + "\" missing dataset while no default dataset is set in the request.");
      return new RoutineName(defaultDataset, name);
    }
    String owner = parts.length == 3 ? parts[0] : project;
    if (parts.length > 3 || !catalog.names().knows(owner, project))
      throw SqlErrors.invalid("Routine " + String.join(".", parts) + " is in another project");
    String dataset = catalog.names().dataset(owner, parts[parts.length - 2]);
    if (!sight.sees(dataset)) throw deniedDataset(String.join(".", parts));
    return new RoutineName(dataset, name);
  }

  /// @throws SqlError it lies in another project
  String dataset(List<String> path) {
    var parts = String.join(".", path).split("\\.", -1);
    String owner = parts.length == 2 ? parts[0] : project;
    if (parts.length > 2 || !catalog.names().knows(owner, project))
      throw new SqlError(
          SqlError.Reason.ACCESS_DENIED,
          "Access Denied: Dataset " + String.join(":", parts) + " is in another project");
    if (!sight.all()) throw deniedDataset(String.join(":", parts));
    return catalog.names().dataset(owner, parts[parts.length - 1]);
  }

  private static SqlError deniedDataset(String name) {
    return new SqlError(
        SqlError.Reason.ACCESS_DENIED,
        "Access Denied: Dataset " + name + ": Permission denied, or perhaps it does not exist");
  }
}
