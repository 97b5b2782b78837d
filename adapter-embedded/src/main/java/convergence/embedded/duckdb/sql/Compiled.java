package convergence.embedded.duckdb.sql;

import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import java.util.List;

/// A SELECT for DuckDB. It may stand as it is in `CREATE TABLE … AS` or `INSERT INTO … SELECT`; its columns
/// carry the names of `columns` and the types of [DuckTypes].
///
/// @param duckSql holds `$1`, `$2`, …; each is cast to its type in the text
/// @param parametersInOrder `$1` first. Bind each by `setString` with [convergence.warehouse.SqlValue#text]
///     (canonical text), or `setNull`
/// @param ordered false: the rows' order means nothing
public record Compiled(
    String duckSql,
    List<BoundSql.Parameter> parametersInOrder,
    List<Column> columns,
    boolean ordered) {
  public Compiled {
    parametersInOrder = List.copyOf(parametersInOrder);
    columns = List.copyOf(columns);
  }
}
