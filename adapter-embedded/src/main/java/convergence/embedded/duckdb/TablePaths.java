package convergence.embedded.duckdb;

import convergence.warehouse.TableRef;
import java.util.List;

/// The paths that DROP and ALTER write.
final class TablePaths {
  private TablePaths() {}

  /// @throws SqlError it is no table's path
  static TableRef ref(List<String> path, Scope scope) {
    String whole = String.join(".", path);
    var parts = whole.split("\\.", -1);
    return switch (parts.length) {
      case 1 -> {
        if (scope.defaultDataset().isEmpty())
          throw new SqlError(
              SqlError.Reason.INVALID,
              "Table \"" + whole + "\" must be qualified with a dataset (e.g. dataset.table).");
        yield TableRef.of(scope.defaultDataset(), whole);
      }
      case 2 -> TableRef.of(parts[0], parts[1]);
      case 3 -> new TableRef(parts[0], parts[1], parts[2]);
      default -> throw SqlErrors.invalid("Invalid table name: `" + whole + "`");
    };
  }
}
