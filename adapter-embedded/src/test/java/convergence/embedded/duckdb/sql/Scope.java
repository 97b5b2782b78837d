package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.IrType;
import java.util.ArrayList;
import java.util.List;

/// What an expression may name.
///
/// @param keys columns that together tell every row from every other; empty: unknown
record Scope(List<Named> columns, List<String> keys) {
  /// @param text as it is written
  record Named(String text, IrType type) {}

  static Scope none() {
    return new Scope(List.of(), List.of());
  }

  Scope and(Scope other) {
    List<Named> both = new ArrayList<>(columns);
    both.addAll(other.columns);
    List<String> ids = new ArrayList<>(keys);
    ids.addAll(other.keys);
    return new Scope(both, keys.isEmpty() || other.keys.isEmpty() ? List.of() : ids);
  }

  Scope with(Named column) {
    List<Named> more = new ArrayList<>(columns);
    more.add(column);
    return new Scope(more, keys);
  }

  /// Columns and their fields, to any depth, that are of this type.
  List<Named> of(IrType type) {
    return all().stream().filter(named -> named.type().equals(type)).toList();
  }

  List<Named> arrays() {
    return all().stream().filter(named -> named.type() instanceof IrType.Array).toList();
  }

  List<Named> all() {
    List<Named> all = new ArrayList<>();
    for (var column : columns) collect(column, all);
    return all;
  }

  private static void collect(Named named, List<Named> all) {
    all.add(named);
    if (named.type() instanceof IrType.Struct(var fields)) {
      for (var field : fields) {
        collect(new Named(named.text() + "." + field.name(), field.type()), all);
      }
    }
  }
}
