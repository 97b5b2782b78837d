package convergence.warehouse;

import java.util.List;
import java.util.Optional;

/// Looks tables up for analysis. May be asked from any thread; a short-lived answer may be cached by
/// [#version].
public interface Schemas {
  Optional<TableSchema> find(TableRef table);

  /// Names of the tables and views of a dataset of the warehouse's own project, sorted; empty where they cannot
  /// be told.
  default List<String> tables(String dataset) {
    return List.of();
  }

  /// Changes whenever any answer of [#find] may have changed: the key of compiled statements.
  long version();
}
