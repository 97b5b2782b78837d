package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.embedded.duckdb.sql.TableNames;
import convergence.warehouse.TableRef;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/// GoogleSQL names compare exactly, DuckDB ignores case: an injective map that keeps simple
/// lower-case names as they are. Any other name begins with `_`, which no kept name does, and ends
/// in its UTF-8 as hex.
final class PhysicalNames implements TableNames {
  private static final Pattern KEPT = Pattern.compile("[a-z0-9][a-z0-9_-]*");
  private static final Pattern NOT_READABLE = Pattern.compile("[^a-z0-9]");
  private static final Set<String> TAKEN =
      Set.of("main", "temp", "system", "memory", "warehouse", "pg_catalog", "information_schema");

  private final String home;

  /// One project: the caller's own, whatever it is called.
  PhysicalNames() {
    this("");
  }

  /// @param home the project whose datasets have their plain names; those of another carry its
  ///   name, and all see each other. Empty: there is only the caller's own project
  PhysicalNames(String home) {
    this.home = home;
  }

  /// What stands for the project where nobody says one.
  String project() {
    return home.isEmpty() ? "convergence" : home;
  }

  /// @param project of the caller
  boolean knows(String owner, String project) {
    return !home.isEmpty() || owner.equals(project);
  }

  /// The name under which the catalogue has an owner's dataset.
  String dataset(String owner, String dataset) {
    if (!home.isEmpty() && dataset.startsWith(home + ":"))
      return dataset.substring(home.length() + 1);
    boolean plain =
        home.isEmpty()
            || owner.equals(home)
            || dataset.indexOf(':') >= 0
            || dataset.equals(Scope.SESSION);
    return plain ? dataset : owner + ":" + dataset;
  }

  /// Whose a dataset is.
  ///
  /// @param dataset as the catalogue has it
  /// @param project of the caller
  String owner(String dataset, String project) {
    int colon = dataset.lastIndexOf(':');
    if (colon >= 0) return dataset.substring(0, colon);
    return home.isEmpty() ? project : home;
  }

  /// A dataset without its owner.
  static String bare(String dataset) {
    return dataset.substring(dataset.lastIndexOf(':') + 1);
  }

  @Override
  public String quoted(TableRef table) {
    return schema(table.dataset()) + "." + DuckTypes.quote(name(table.table()));
  }

  /// @return the schema that holds the dataset, quoted
  String schema(String dataset) {
    return DuckTypes.quote(name(dataset));
  }

  static String name(String name) {
    if (KEPT.matcher(name).matches() && !TAKEN.contains(name)) return name;
    String readable = NOT_READABLE.matcher(asciiLower(name)).replaceAll("_");
    return "_" + readable + "_x" + HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String asciiLower(String name) {
    var lower = new StringBuilder(name);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') lower.setCharAt(i, (char) (c + 32));
    }
    return lower.toString();
  }
}
