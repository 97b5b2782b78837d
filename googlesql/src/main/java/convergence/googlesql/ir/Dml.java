package convergence.googlesql.ir;

import convergence.warehouse.TableRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement that changes rows. A null among values is the keyword DEFAULT.
public sealed interface Dml extends Command {
  TableRef table();

  /// @param columns into which the rows go; the others get their defaults
  record Insert(TableRef table, List<String> columns, Rows rows) implements Dml {
    public Insert {
      columns = List.copyOf(columns);
    }
  }

  sealed interface Rows {
    record Values(List<List<@Nullable Expr>> rows) implements Rows {}

    /// @param outputs in the order of the insert's columns; one may stand twice
    record Of(Rel query, List<IrColumn> outputs) implements Rows {
      public Of {
        outputs = List.copyOf(outputs);
      }
    }
  }

  /// @param from rows to join with, null: none
  record Update(Rel.Table target, @Nullable Rel from, Expr where, List<SetItem> items)
      implements Dml {
    public Update {
      items = List.copyOf(items);
    }

    @Override
    public TableRef table() {
      return target.table();
    }
  }

  /// @param fields from the column inwards, by their places; empty: the whole column
  record SetItem(IrColumn column, List<Integer> fields, @Nullable Expr value) {
    public SetItem {
      fields = List.copyOf(fields);
    }
  }

  record Delete(Rel.Table target, Expr where) implements Dml {
    @Override
    public TableRef table() {
      return target.table();
    }
  }

  record Merge(Rel.Table target, Rel source, Expr on, List<When> clauses) implements Dml {
    public Merge {
      clauses = List.copyOf(clauses);
    }

    @Override
    public TableRef table() {
      return target.table();
    }
  }

  /// The first clause of its kind whose condition holds acts on a row.
  ///
  /// @param condition null: always
  record When(Match match, @Nullable Expr condition, Action action) {}

  enum Match {
    MATCHED,
    NOT_MATCHED_BY_TARGET,
    NOT_MATCHED_BY_SOURCE
  }

  sealed interface Action {
    record Put(List<SetItem> items) implements Action {
      public Put {
        items = List.copyOf(items);
      }
    }

    record Remove() implements Action {}

    record Add(List<String> columns, List<@Nullable Expr> values) implements Action {
      public Add {
        columns = List.copyOf(columns);
      }
    }
  }

  record Truncate(TableRef table) implements Dml {}
}
