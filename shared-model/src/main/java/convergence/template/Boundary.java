package convergence.template;

import convergence.warehouse.TableRef;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// Which tables a tenant's statement may read: those of its own dataset, and sources named for it. The
/// system's datasets and other tenants' never qualify.
///
/// @param sources `[project.]dataset.table`; a `*` may end one
/// @param isTenantDataset whether a dataset is some tenant's
record Boundary(String dataset, Collection<String> sources, Predicate<String> isTenantDataset) {
  private static final Set<String> RESERVED =
      Set.of(
          "tenants",
          "customers",
          "_convergence",
          "information_schema",
          "main",
          "temp",
          "system",
          "pg_catalog");

  boolean allows(TableRef table) {
    if (table.project() == null && table.dataset().equals(dataset)) return true;
    // Whatever stands in front: a path may spell out the warehouse's own project.
    if (isReserved(table.dataset())
        || table.dataset().equalsIgnoreCase(dataset)
        || isTenantDataset.test(table.dataset())
        || isTenantDataset.test(table.dataset().toLowerCase(Locale.ROOT))) return false;
    String name = table.toString();
    return sources.stream().anyMatch(source -> covers(source, name));
  }

  private static boolean covers(String source, String name) {
    if (!source.endsWith("*")) return name.equals(source);
    String begin = source.substring(0, source.length() - 1);
    return begin.indexOf('.') > 0 && name.startsWith(begin);
  }

  static boolean isReserved(String dataset) {
    String lower = dataset.toLowerCase(Locale.ROOT);
    return RESERVED.contains(lower) || lower.startsWith("__");
  }

  static boolean isSystemTable(String table) {
    return table.toLowerCase(Locale.ROOT).startsWith("x_meta_");
  }

  /// The dataset of `[project.]dataset.table`; empty for what is none.
  static String datasetOf(String source) {
    int last = source.lastIndexOf('.');
    if (last < 0) return "";
    return source.substring(source.lastIndexOf('.', last - 1) + 1, last);
  }
}
