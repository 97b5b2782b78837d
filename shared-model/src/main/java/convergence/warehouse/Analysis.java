package convergence.warehouse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a statement is proven to do.
///
/// @param kind of the (last) statement
/// @param columns of its result; empty when it has none
/// @param reads every table that it reads, views and the leaves below them
/// @param writes every table that it changes or creates
/// @param lineage of each column of the result, and of each column that it writes, in that order
/// @param columnsRead the columns that it takes from each table that is no view, for whatever purpose
public record Analysis(
    Kind kind,
    List<Column> columns,
    Set<TableRef> reads,
    Set<TableRef> writes,
    List<ColumnLineage> lineage,
    Map<TableRef, Set<String>> columnsRead) {
  public Analysis {
    columns = List.copyOf(columns);
    reads = Set.copyOf(reads);
    writes = Set.copyOf(writes);
    lineage = List.copyOf(lineage);
    var sorted = new LinkedHashMap<TableRef, Set<String>>();
    columnsRead.forEach(
        (table, names) ->
            sorted.put(table, java.util.Collections.unmodifiableSet(new TreeSet<>(names))));
    columnsRead = java.util.Collections.unmodifiableMap(sorted);
  }

  /// Without a word on single columns.
  public Analysis(Kind kind, List<Column> columns, Set<TableRef> reads, Set<TableRef> writes) {
    this(kind, columns, reads, writes, List.of(), Map.of());
  }

  public enum Kind {
    QUERY,
    DML,
    DDL,
    SCRIPT
  }
}
