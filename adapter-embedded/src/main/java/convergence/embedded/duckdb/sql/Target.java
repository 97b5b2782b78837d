package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.warehouse.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table that a statement writes.
///
/// @param physical its name in DuckDB, quoted
public record Target(String physical, List<Field> fields) {
  public Target {
    fields = List.copyOf(fields);
  }

  /// @param parameters of its type, such as `(10, 2)`; empty: none
  /// @param value what a row gets that says nothing, null: NULL
  public record Field(Column column, String parameters, @Nullable Expr value) {}

  Field field(String name) {
    return fields.stream()
        .filter(f -> f.column().name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no column " + name));
  }
}
