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
///
/// To make a catalogue costs as much as it saves some five statements, so it is made for tables that are asked for
/// again and again, and takes the place of one that is asked for less: of many that take turns, some stay.
final class Shelf {
  /// Each holds its own built-in functions, some megabytes.
  private static final int PLACES = 4;

  private static final int WORTH_IT = 3;

  /// What was asked for often and is no longer gives way after so many others.
  private static final int MOST = 50;

  private final Supplier<SimpleCatalog> make;
  private final Recent<List<Tables.Shape>, Integer> met = new Recent<>(100);
  private final LinkedHashMap<List<Tables.Shape>, Kept> kept = new LinkedHashMap<>(8, 0.75f, true);

  /// @param make a catalogue of functions alone
  Shelf(Supplier<SimpleCatalog> make) {
    this.make = make;
  }

  /// A registered catalogue.
  static final class Kept {
    private final SimpleCatalog catalog;
    private final SimpleCatalog.AutoUnregister registration;
    private final Map<List<String>, Long> ids;
    private int uses;

    /// @param ids of its tables, by path
    private Kept(SimpleCatalog catalog, Map<List<String>, Long> ids, int uses) {
      this.catalog = catalog;
      this.registration = catalog.register();
      this.ids = ids;
      this.uses = uses;
    }

    SimpleCatalog catalog() {
      return catalog;
    }

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

  /// The catalogue of these tables, if they are asked for often enough to have one.
  Optional<Kept> find(List<Tables.Shape> shapes) {
    var there = kept.get(shapes);
    if (there != null) {
      there.uses = Math.min(there.uses + 1, MOST);
      return Optional.of(there);
    }
    int asked = met.find(shapes).orElse(0) + 1;
    met.keep(shapes, asked);
    if (asked < WORTH_IT || !hasPlace(asked)) return Optional.empty();
    var catalog = make.get();
    var ids = new HashMap<List<String>, Long>();
    for (var shape : shapes) ids.put(shape.path(), Tables.put(catalog, shape).getId());
    var made = new Kept(catalog, ids, asked);
    kept.put(shapes, made);
    return Optional.of(made);
  }

  private boolean hasPlace(int asked) {
    if (kept.size() < PLACES) return true;
    var eldest = kept.firstEntry();
    var loser = eldest.getValue();
    if (loser.uses-- >= asked) return false;
    kept.remove(eldest.getKey());
    met.keep(eldest.getKey(), 0);
    loser.registration.close();
    return true;
  }
}
