package convergence.googlesql;

import com.google.zetasql.SimpleCatalog;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The catalogues of one thread that ZetaSQL itself keeps, so that they need not be sent and read again with each
/// statement. One holds the tables that some statement names, by path and columns: whose tables they are does not
/// matter, so that all tenants of a template share it. A registration ends with its place here.
final class Shelf {
  /// Each holds its own built-in functions, some megabytes.
  private static final int PLACES = 4;

  private final Supplier<SimpleCatalog> make;
  private final Recent<List<Tables.Shape>, Boolean> met = new Recent<>(100);
  private final Map<List<Tables.Shape>, Kept> kept =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Tables.Shape>, Kept> eldest) {
          boolean full = size() > PLACES;
          if (full) eldest.getValue().registration().close();
          return full;
        }
      };

  /// @param make a catalogue of functions alone
  Shelf(Supplier<SimpleCatalog> make) {
    this.make = make;
  }

  /// @param ids of its tables, by path
  record Kept(
      SimpleCatalog catalog,
      SimpleCatalog.AutoUnregister registration,
      Map<List<String>, Long> ids) {
    /// The tables of a statement by this catalogue's ids.
    Map<Long, Tables.Known> byId(Map<List<String>, Tables.Known> tables) {
      var byId = new HashMap<Long, Tables.Known>();
      ids.forEach(
          (path, id) -> {
            var known = tables.get(path);
            if (known != null) byId.put(id, known);
          });
      return byId;
    }
  }

  /// The catalogue of these tables, registered when they are met the second time.
  Optional<Kept> find(List<Tables.Shape> shapes) {
    var there = kept.get(shapes);
    if (there != null) return Optional.of(there);
    if (met.find(shapes).isEmpty()) {
      met.keep(shapes, true);
      return Optional.empty();
    }
    var catalog = make.get();
    var ids = new HashMap<List<String>, Long>();
    for (var shape : shapes) ids.put(shape.path(), Tables.put(catalog, shape).getId());
    var made = new Kept(catalog, catalog.register(), ids);
    kept.put(shapes, made);
    return Optional.of(made);
  }
}
