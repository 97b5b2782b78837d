package convergence.googlesql;

import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a path means that may also name a wildcard table or a view of INFORMATION_SCHEMA.
final class Paths {
  private static final String INFORMATION = "INFORMATION_SCHEMA";

  private Paths() {}

  /// @param path parts may themselves be quoted paths (`` `dataset.table` ``)
  static TableRef ref(List<String> path, @Nullable String defaultDataset) {
    String whole = String.join(".", path);
    var parts = List.of(whole.split("\\.", -1));
    if (parts.contains("")) throw noTable(whole);
    int last = parts.size() - 1;
    String table = parts.get(last);
    if (last > 0 && parts.get(last - 1).equalsIgnoreCase(INFORMATION)) {
      table = INFORMATION + "." + table.toUpperCase(Locale.ROOT);
      last--;
    }
    return switch (last) {
      case 0 -> {
        if (defaultDataset == null) throw unqualified(table);
        yield TableRef.of(defaultDataset, table);
      }
      case 1 -> TableRef.of(parts.get(0), table);
      case 2 -> new TableRef(parts.get(0), parts.get(1), table);
      default -> throw noTable(whole);
    };
  }

  private static SqlFault unqualified(String table) {
    return new SqlFault(
        "unresolved",
        "Table \"" + table + "\" must be qualified with a dataset (e.g. dataset.table).",
        0,
        0);
  }

  private static SqlFault noTable(String path) {
    return new SqlFault(
        "unresolved",
        "`" + path + "` is no table name: write table, dataset.table or project.dataset.table",
        0,
        0);
  }
}
