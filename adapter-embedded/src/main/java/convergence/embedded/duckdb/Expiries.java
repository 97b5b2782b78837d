package convergence.embedded.duckdb;

import convergence.warehouse.TableRef;
import java.sql.SQLException;

/// Drops tables and views whose time is over, before somebody finds them. Any thread may call.
final class Expiries {
  private final Tool tool;

  Expiries(Tool tool) {
    this.tool = tool;
  }

  void look() {
    for (var table : tool.catalog().expired(tool.clock().instant()))
      tool.lanes().desk(table, session -> drop(session, table)).await(Jobs.PATIENCE);
  }

  /// Its time may have been put off while others held the table.
  private TableRef drop(Session session, TableRef table) throws SQLException {
    var there = tool.catalog().stored(table);
    if (there.isEmpty() || !Catalog.isOver(there.get(), tool.clock().instant())) return table;
    session.transact(
        within -> {
          if (!there.get().isView()) within.execute("DROP TABLE " + tool.catalog().physical(table));
          tool.catalog().remove(within, table);
          return table;
        });
    tool.catalog().forget(table);
    return table;
  }
}
