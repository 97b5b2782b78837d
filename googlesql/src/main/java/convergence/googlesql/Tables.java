package convergence.googlesql;

import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.SimpleColumn;
import com.google.zetasql.SimpleTable;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tables that one statement names, put into a catalogue under exactly the paths by which it names them, and
/// taken out again.
final class Tables implements AutoCloseable {
  private final SimpleCatalog root;
  private final Map<Long, Known> byId = new HashMap<>();
  private final Map<String, TableRef> byPath = new HashMap<>();
  private final List<Runnable> undo = new ArrayList<>();

  Tables(SimpleCatalog root) {
    this.root = root;
  }

  record Known(TableRef ref, TableSchema schema) {}

  /// @param paths as `Analyzer.extractTableNames…` lists them; what `schemas` does not know is left out, so that
  ///     ZetaSQL says so itself, with the place
  void add(List<List<String>> paths, Schemas schemas, @Nullable String defaultDataset) {
    for (var path : paths) {
      TableRef ref = ref(path, defaultDataset);
      // ZetaSQL's catalogues ignore case, BigQuery's tables do not.
      TableRef same = byPath.putIfAbsent(String.join("\0", path).toLowerCase(Locale.ROOT), ref);
      if (same != null && !same.equals(ref))
        throw new SqlFault(
            "unsupported",
            same + " and " + ref + " differ only in case: use one of them in a statement",
            0,
            0);
      if (same == null) schemas.find(ref).ifPresent(schema -> add(path, ref, schema));
    }
  }

  Map<Long, Known> byId() {
    return byId;
  }

  private void add(List<String> path, TableRef ref, TableSchema schema) {
    String name = path.getLast();
    List<SimpleColumn> columns = new ArrayList<>();
    for (var column : schema.columns()) {
      columns.add(new SimpleColumn(name, column.name(), Types.of(column)));
    }
    var table = new SimpleTable(name, columns);
    table.setFullName(ref.toString());
    SimpleCatalog catalog = root;
    for (var part : path.subList(0, path.size() - 1)) catalog = child(catalog, part);
    catalog.addSimpleTable(table);
    byId.put(table.getId(), new Known(ref, schema));
    if (path.size() == 1) undo.add(() -> root.removeSimpleTable(name));
  }

  private SimpleCatalog child(SimpleCatalog parent, String name) {
    for (var child : parent.getCatalogList()) {
      if (child.getFullName().equalsIgnoreCase(name)) return child;
    }
    SimpleCatalog made = parent.addNewSimpleCatalog(name);
    if (parent == root) undo.add(() -> root.removeSimpleCatalog(made));
    return made;
  }

  /// What a path means: parts may themselves be quoted paths (`` `dataset.table` ``).
  static TableRef ref(List<String> path, @Nullable String defaultDataset) {
    var parts = String.join(".", path).split("\\.", -1);
    for (var part : parts) {
      if (part.isEmpty()) throw noTable(path);
    }
    return switch (parts.length) {
      case 1 -> {
        if (defaultDataset == null) throw noTable(path);
        yield TableRef.of(defaultDataset, parts[0]);
      }
      case 2 -> TableRef.of(parts[0], parts[1]);
      case 3 -> new TableRef(parts[0], parts[1], parts[2]);
      default -> throw noTable(path);
    };
  }

  private static SqlFault noTable(List<String> path) {
    return new SqlFault(
        "unresolved",
        "`"
            + String.join(".", path)
            + "` is no table name: write table, dataset.table or project.dataset.table",
        0,
        0);
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
