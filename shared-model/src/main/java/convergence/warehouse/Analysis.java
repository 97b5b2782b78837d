package convergence.warehouse;

import java.util.List;
import java.util.Set;

/// What a statement is proven to do.
///
/// @param kind of the (last) statement
/// @param columns of its result; empty when it has none
/// @param reads every table that it reads, views and the leaves below them
/// @param writes every table that it changes or creates
public record Analysis(Kind kind, List<Column> columns, Set<TableRef> reads, Set<TableRef> writes) {
  public Analysis {
    columns = List.copyOf(columns);
    reads = Set.copyOf(reads);
    writes = Set.copyOf(writes);
  }

  public enum Kind {
    QUERY,
    DML,
    DDL,
    SCRIPT
  }
}
