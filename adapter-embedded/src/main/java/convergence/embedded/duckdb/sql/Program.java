package convergence.embedded.duckdb.sql;

import java.util.List;

/// What DuckDB does for one DML statement: in this order, within one transaction.
public record Program(List<Act> acts) {
  public Program {
    acts = List.copyOf(acts);
  }

  public sealed interface Act {
    /// Makes the temporary table `temp.main.name`.
    record Stage(String name, String select) implements Act {}

    /// @param select gives a row when a target's row has several sources
    record OneSource(String select) implements Act {}

    record Change(Kind kind, String sql) implements Act {}
  }

  public enum Kind {
    INSERT,
    UPDATE,
    DELETE
  }
}
