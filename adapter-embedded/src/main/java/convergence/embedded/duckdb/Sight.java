package convergence.embedded.duckdb;

import java.util.Set;

/// Which datasets exist for a caller, by their names in the catalogue. Whoever does not see all of
/// them may neither make nor drop one, nor write what the house itself keeps in them.
///
/// @param all whether every dataset is seen, and each may be changed
public record Sight(boolean all, Set<String> datasets) {
  /// Of an operator, and of the house itself.
  public static final Sight ALL = new Sight(true, Set.of());

  /// Tables that the house writes and callers read.
  private static final String RESERVED = "x_meta_";

  public Sight {
    datasets = Set.copyOf(datasets);
  }

  public static Sight of(Set<String> datasets) {
    return new Sight(false, datasets);
  }

  public boolean sees(String dataset) {
    return all || datasets.contains(dataset);
  }

  public boolean mayWrite(String table) {
    return all || !table.startsWith(RESERVED);
  }
}
