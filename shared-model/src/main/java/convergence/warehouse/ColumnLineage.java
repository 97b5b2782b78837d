package convergence.warehouse;

import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Where the values of a column come from: through joins, subqueries, unions and views, down to tables.
/// Filters and the order of rows are not part of it.
///
/// @param target the table that gets the column; null: the result of the query
/// @param column of the result or the table; a field of a STRUCT behind a dot
/// @param sources none for a constant or a count of rows
public record ColumnLineage(
    @Nullable TableRef target, String column, SortedSet<SourceColumn> sources) {
  public ColumnLineage {
    sources = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(sources));
  }

  /// @param path the column, and the fields within it behind dots
  public record SourceColumn(TableRef table, String path) implements Comparable<SourceColumn> {
    @Override
    public int compareTo(SourceColumn other) {
      return Comparator.comparing((SourceColumn source) -> source.table().toString())
          .thenComparing(SourceColumn::path)
          .compare(this, other);
    }

    @Override
    public String toString() {
      return table + "." + path;
    }
  }
}
