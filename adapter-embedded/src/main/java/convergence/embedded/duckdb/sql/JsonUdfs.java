package convergence.embedded.duckdb.sql;

import java.util.List;

/// Functions over JSON texts.
final class JsonUdfs {
  private JsonUdfs() {}

  static List<Udf> all() {
    return List.of();
  }
}
