package convergence.embedded.duckdb.sql;

/// Functions over JSON, as JSON or as text.
final class JsonFunctions {
  private JsonFunctions() {}

  static void fill(FunctionTable table) {
    table.refuse("TO_JSON_STRING", "its text is not written yet");
  }
}
