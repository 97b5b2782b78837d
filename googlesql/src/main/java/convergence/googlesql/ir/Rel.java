package convergence.googlesql.ir;

import convergence.warehouse.TableRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A scan: rows of columns. `columns` are those that it offers to the scan above, in no particular order of
/// meaning; no id stands twice.
public sealed interface Rel {
  List<IrColumn> columns();

  /// One row without columns.
  record SingleRow() implements Rel {
    @Override
    public List<IrColumn> columns() {
      return List.of();
    }
  }

  /// @param names of the table's columns, one for each of `columns`
  record Table(TableRef table, List<IrColumn> columns, List<String> names) implements Rel {
    public Table {
      columns = List.copyOf(columns);
      names = List.copyOf(names);
    }
  }

  record Project(Rel input, List<Computed> computed, List<IrColumn> columns) implements Rel {
    public Project {
      computed = List.copyOf(computed);
      columns = List.copyOf(columns);
    }
  }

  record Filter(Rel input, Expr condition) implements Rel {
    @Override
    public List<IrColumn> columns() {
      return input.columns();
    }
  }

  /// @param sets the grouping sets as lists of key columns; empty: one group for each combination of keys
  /// @param groupings GROUPING(key) → the column that tells it
  record Aggregate(
      Rel input,
      List<Computed> keys,
      List<List<IrColumn>> sets,
      List<Grouping> groupings,
      List<Aggregation> aggregations,
      List<IrColumn> columns)
      implements Rel {
    public Aggregate {
      keys = List.copyOf(keys);
      sets = List.copyOf(sets);
      groupings = List.copyOf(groupings);
      aggregations = List.copyOf(aggregations);
      columns = List.copyOf(columns);
    }
  }

  record Grouping(IrColumn key, IrColumn column) {}

  record OrderBy(Rel input, List<SortKey> keys, List<IrColumn> columns) implements Rel {
    public OrderBy {
      keys = List.copyOf(keys);
      columns = List.copyOf(columns);
    }
  }

  record Limit(Rel input, Expr limit, @Nullable Expr offset) implements Rel {
    @Override
    public List<IrColumn> columns() {
      return input.columns();
    }
  }

  /// @param condition null: every pair
  record Join(JoinKind kind, Rel left, Rel right, @Nullable Expr condition, List<IrColumn> columns)
      implements Rel {
    public Join {
      columns = List.copyOf(columns);
    }
  }

  /// Rows of `input` times the elements of an array that may depend on them.
  ///
  /// @param offset column for the element's place from 0, null: not asked for
  /// @param outer a row whose array is empty or NULL stays, with NULLs
  record Unnest(
      Rel input,
      Expr array,
      IrColumn element,
      @Nullable IrColumn offset,
      @Nullable Expr condition,
      boolean outer,
      List<IrColumn> columns)
      implements Rel {
    public Unnest {
      columns = List.copyOf(columns);
    }
  }

  record SetOperation(SetKind kind, List<Item> items, List<IrColumn> columns) implements Rel {
    public SetOperation {
      items = List.copyOf(items);
      columns = List.copyOf(columns);
    }
  }

  /// @param columns of `input`, in the order of the operation's columns; one may stand twice
  record Item(Rel input, List<IrColumn> columns) {
    public Item {
      columns = List.copyOf(columns);
    }
  }

  record With(List<Entry> entries, Rel body) implements Rel {
    public With {
      entries = List.copyOf(entries);
    }

    @Override
    public List<IrColumn> columns() {
      return body.columns();
    }
  }

  /// @param name unique within the query
  /// @param columns of `query`, in the order of the references' columns; one may stand twice
  record Entry(String name, Rel query, List<IrColumn> columns) {
    public Entry {
      columns = List.copyOf(columns);
    }
  }

  /// What WITH RECURSIVE repeats: `first`, then `next` over the rows of the round before until there are none.
  ///
  /// @param distinct rows that came before are dropped
  /// @param name of the entry that this is, which `next` reads
  record Recursion(String name, boolean distinct, Item first, Item next, List<IrColumn> columns)
      implements Rel {
    public Recursion {
      columns = List.copyOf(columns);
    }
  }

  /// Reads a WITH entry; column n is the entry's column n.
  record WithRef(String name, List<IrColumn> columns) implements Rel {
    public WithRef {
      columns = List.copyOf(columns);
    }
  }

  record Window(Rel input, List<WindowCall> calls, List<IrColumn> columns) implements Rel {
    public Window {
      calls = List.copyOf(calls);
      columns = List.copyOf(columns);
    }
  }

  enum JoinKind {
    INNER,
    LEFT,
    RIGHT,
    FULL
  }

  enum SetKind {
    UNION_ALL,
    UNION_DISTINCT,
    INTERSECT_ALL,
    INTERSECT_DISTINCT,
    EXCEPT_ALL,
    EXCEPT_DISTINCT
  }
}
