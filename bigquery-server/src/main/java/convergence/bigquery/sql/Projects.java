package convergence.bigquery.sql;

import convergence.warehouse.TableRef;

/// Where the projects' datasets lie in the one warehouse. One project may be the warehouse's own,
/// whose names are kept, so that pipelines and clients see the same tables; datasets of others
/// carry their project's.
///
/// @param home the warehouse's own; empty: whichever a caller names
public record Projects(String home) {
  public String dataset(DatasetName name) {
    return isHome(name.project()) ? name.dataset() : name.project() + ":" + name.dataset();
  }

  public TableRef table(TableName name) {
    return TableRef.of(dataset(name.in()), name.table());
  }

  /// @param dataset in the warehouse
  /// @param project whose view is asked for
  /// @return whether the dataset is that project's
  boolean holds(String project, String dataset) {
    int colon = dataset.lastIndexOf(':');
    return isHome(project) ? colon < 0 : colon > 0 && dataset.substring(0, colon).equals(project);
  }

  /// @param dataset in the warehouse
  DatasetName name(String project, String dataset) {
    return new DatasetName(project, dataset.substring(dataset.lastIndexOf(':') + 1));
  }

  private boolean isHome(String project) {
    return home.isEmpty() || project.equals(home);
  }
}
