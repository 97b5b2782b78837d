package convergence.embedded.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows that go into one table, [#AT_ONCE] with one statement where there are so many: each statement crosses into
/// the library several times.
final class Inserts {
  private static final int AT_ONCE = 16;

  /// How many cells and which statements.
  record Into(int columns, String one, String many) {
    /// @param table with its columns, as INSERT names them
    static Into of(String table, int columns) {
      String row = "(?" + ", ?".repeat(columns - 1) + ")";
      String one = "INSERT INTO " + table + " VALUES " + row;
      return new Into(columns, one, one + (", " + row).repeat(AT_ONCE - 1));
    }
  }

  private final Into into;
  private final Reader statements;

  /// Cells of rows that wait for others.
  private final List<@Nullable Object> waiting = new ArrayList<>();

  Inserts(Into into, Reader statements) {
    this.into = into;
    this.statements = statements;
  }

  void cell(@Nullable Object value) throws SQLException {
    waiting.add(value);
    if (waiting.size() == AT_ONCE * into.columns()) {
      execute(into.many(), waiting);
      waiting.clear();
    }
  }

  /// Puts in what still waits.
  void rest() throws SQLException {
    for (int at = 0; at < waiting.size(); at += into.columns())
      execute(into.one(), waiting.subList(at, at + into.columns()));
    waiting.clear();
  }

  private void execute(String sql, List<@Nullable Object> cells) throws SQLException {
    var insert = statements.prepared(sql);
    int at = 1;
    for (var cell : cells) IndexTable.bind(insert, at++, cell);
    insert.executeUpdate();
  }
}
