package convergence.embedded.duckdb;

import convergence.warehouse.Rows;
import convergence.warehouse.TableRef;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What became of a request.
///
/// @param rows of the (last) statement; a DDL statement that makes a table has its columns and no rows
/// @param ordered the rows' order is part of the answer
/// @param statementType as BigQuery writes it: `SELECT`, `CREATE_TABLE_AS_SELECT`, `SCRIPT`
/// @param referenced tables that it read, views opened to their tables
/// @param children of a script: its statements that ran, in order
/// @param session that it ran in
/// @param written rows that went into its destination table, if it has one
public record SqlResult(
    Rows rows,
    boolean ordered,
    String statementType,
    Optional<DdlEffect> ddl,
    Optional<DmlEffect> dml,
    Set<TableRef> referenced,
    List<SqlResult> children,
    Optional<String> session,
    OptionalLong written) {
  public SqlResult {
    referenced = Set.copyOf(referenced);
    children = List.copyOf(children);
  }

  /// @param operation CREATE, REPLACE, SKIP, DROP or ALTER
  /// @param target `dataset.name`, a dataset alone or a routine's name
  public record DdlEffect(String operation, String target) {}

  /// @param target whose rows were changed; null: a temporary table's
  public record DmlEffect(long inserted, long updated, long deleted, @Nullable TableRef target) {
    /// numDmlAffectedRows
    public long affected() {
      return inserted + updated + deleted;
    }
  }
}
