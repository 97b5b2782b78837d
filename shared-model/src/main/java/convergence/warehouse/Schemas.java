package convergence.warehouse;

import java.util.Optional;

/// Looks tables up for analysis. May be asked from any thread; a short-lived answer may be cached by
/// [#version].
public interface Schemas {
  Optional<TableSchema> find(TableRef table);

  /// Changes whenever any answer of [#find] may have changed: the key of compiled statements.
  long version();
}
