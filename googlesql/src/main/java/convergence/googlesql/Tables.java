package convergence.googlesql;

import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.SimpleColumn;
import com.google.zetasql.SimpleTable;
import convergence.warehouse.Column;
import convergence.warehouse.InformationViews;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The tables that one statement names, put into a catalogue under exactly the paths by which it names them, and
/// taken out again.
final class Tables implements AutoCloseable {
  /// BigQuery's columns that `*` leaves out. No table may have its own of these names.
  private static final Set<String> PSEUDO =
      Set.of("_PARTITIONTIME", "_PARTITIONDATE", "_TABLE_SUFFIX");

  private final SimpleCatalog root;
  private final Map<List<String>, Known> known = new LinkedHashMap<>();
  private final Map<Long, Known> byId = new HashMap<>();
  private final Map<String, TableRef> byPath = new HashMap<>();
  private final List<Runnable> undo = new ArrayList<>();

  private final boolean open;

  /// @param open wildcard tables and INFORMATION_SCHEMA are looked up as any table, rather than by
  ///     [Schemas#source]
  Tables(SimpleCatalog root, boolean open) {
    this.root = root;
    this.open = open;
  }

  record Known(TableRef ref, TableSchema schema) {}

  /// @param path as `Analyzer.extractTableNames…` lists it; what `schemas` does not know is left out, so that
  ///     ZetaSQL says so itself, with the place
  void add(List<String> path, Schemas schemas, @Nullable String defaultDataset) {
    TableRef ref = open ? Paths.ref(path, defaultDataset) : source(path, defaultDataset);
    // ZetaSQL's catalogues ignore case, BigQuery's tables do not.
    TableRef same = byPath.putIfAbsent(String.join("\0", path).toLowerCase(Locale.ROOT), ref);
    if (same == null) found(ref, schemas).ifPresent(schema -> add(path, ref, schema));
    else if (!same.equals(ref))
      throw new SqlFault(
          "unsupported",
          same + " and " + ref + " differ only in case: use one of them in a statement",
          0,
          0);
  }

  private Optional<TableSchema> found(TableRef ref, Schemas schemas) {
    return open ? schemas.find(ref) : schemas.source(ref);
  }

  Map<Long, Known> byId() {
    return byId;
  }

  /// Names of all columns of all tables.
  Set<String> columns() {
    var names = new TreeSet<String>();
    for (var table : known.values())
      for (var column : table.schema().columns()) names.add(column.name());
    return names;
  }

  /// What a table is to ZetaSQL: the path by which a statement names it, and its columns.
  record Shape(List<String> path, List<Column> columns) {}

  /// Of every table that is there.
  List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    known.forEach((path, table) -> shapes.add(new Shape(path, table.schema().columns())));
    return shapes;
  }

  /// The tables that are there, by path.
  Map<List<String>, Known> known() {
    return known;
  }

  private void add(List<String> path, TableRef ref, TableSchema schema) {
    known.put(List.copyOf(path), new Known(ref, schema));
  }

  /// Puts them all into the catalogue that this was made with, until this is closed.
  ///
  /// @return that catalogue
  SimpleCatalog fill() {
    for (var shape : shapes()) {
      var path = shape.path();
      boolean first =
          path.size() > 1
              && root.getCatalogList().stream()
                  .noneMatch(child -> child.getFullName().equalsIgnoreCase(path.getFirst()));
      SimpleTable table = put(root, shape);
      byId.put(table.getId(), java.util.Objects.requireNonNull(known.get(path)));
      if (path.size() == 1) undo.add(() -> root.removeSimpleTable(path.getFirst()));
      else if (first) undo.add(() -> root.removeSimpleCatalog(path.getFirst()));
    }
    return root;
  }

  static SimpleTable put(SimpleCatalog root, Shape shape) {
    String name = shape.path().getLast();
    List<SimpleColumn> columns = new ArrayList<>();
    for (var column : shape.columns()) {
      boolean pseudo = PSEUDO.contains(column.name());
      columns.add(new SimpleColumn(name, column.name(), Types.of(column), pseudo, true));
    }
    var table = new SimpleTable(name, columns);
    table.setFullName(String.join(".", shape.path()));
    SimpleCatalog catalog = root;
    for (var part : shape.path().subList(0, shape.path().size() - 1))
      catalog = child(catalog, part);
    catalog.addSimpleTable(table);
    return table;
  }

  private static SimpleCatalog child(SimpleCatalog parent, String name) {
    for (var child : parent.getCatalogList()) {
      if (child.getFullName().equalsIgnoreCase(name)) return child;
    }
    return parent.addNewSimpleCatalog(name);
  }

  /// What a path in FROM means.
  ///
  /// @throws SqlFault as [#ref]; a view of INFORMATION_SCHEMA that tells of more than one dataset
  private static TableRef source(List<String> path, @Nullable String defaultDataset) {
    String whole = String.join(".", path);
    TableRef ref = Paths.ref(path, defaultDataset);
    if (InformationViews.has(ref)) {
      // Without a dataset before it BigQuery may mean the whole project.
      boolean alone = whole.regionMatches(true, 0, "INFORMATION_SCHEMA.", 0, 19);
      if (alone || ref.project() != null || !InformationViews.tellsOfDataset(ref))
        throw refused(whole, "shows other people's tables, which cannot be proven");
      return ref;
    }
    if (ref.table().indexOf('*') == ref.table().length() - 1) return ref;
    return ref(path, defaultDataset);
  }

  /// What a path means: parts may themselves be quoted paths (`` `dataset.table` ``).
  ///
  /// @throws SqlFault for paths that are no table's name, or that name tables which cannot be told beforehand
  static TableRef ref(List<String> path, @Nullable String defaultDataset) {
    String whole = String.join(".", path);
    var parts = whole.split("\\.", -1);
    for (var part : parts) {
      if (part.isEmpty()) throw noTable(whole);
      if (part.equalsIgnoreCase("INFORMATION_SCHEMA") || part.startsWith("__TABLES"))
        throw refused(whole, "shows other people's tables, which cannot be proven");
    }
    String table = parts[parts.length - 1];
    if (table.indexOf('*') >= 0)
      throw refused(whole, "is no table, and a wildcard table has its one * at the end");
    if (table.indexOf('$') >= 0 || table.indexOf('@') >= 0)
      throw refused(whole, "has a decorator, which is not supported: filter by the column instead");
    return switch (parts.length) {
      case 1 -> {
        if (defaultDataset == null) throw noTable(whole);
        yield TableRef.of(defaultDataset, table);
      }
      case 2 -> TableRef.of(parts[0], table);
      case 3 -> new TableRef(parts[0], parts[1], table);
      default -> throw noTable(whole);
    };
  }

  private static SqlFault refused(String path, String why) {
    return new SqlFault("unsupported", "`" + path + "` " + why, 0, 0);
  }

  private static SqlFault noTable(String path) {
    return new SqlFault(
        "unresolved",
        "`" + path + "` is no table name: write table, dataset.table or project.dataset.table",
        0,
        0);
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
