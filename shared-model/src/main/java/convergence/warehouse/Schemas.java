package convergence.warehouse;

import java.util.List;
import java.util.Optional;

/// Looks tables up for analysis. May be asked from any thread; a short-lived answer may be cached by
/// [#version].
public interface Schemas {
  Optional<TableSchema> find(TableRef table);

  /// As [#find], for all that may be read: wildcard tables and views of INFORMATION_SCHEMA, too.
  ///
  /// @throws SqlFault a wildcard whose tables have no columns in common, see [Wildcard]
  default Optional<TableSchema> source(TableRef table) {
    if (InformationViews.has(table)) return InformationViews.find(table);
    return Wildcard.is(table) ? Optional.of(new Wildcard(table).schema(this)) : find(table);
  }

  /// Names of the tables and views of a dataset of the warehouse's own project, sorted; empty where they cannot
  /// be told.
  default List<String> tables(String dataset) {
    return List.of();
  }

  /// Changes whenever any answer of [#find] may have changed: the key of compiled statements.
  long version();
}
