package convergence.embedded.duckdb;

/// Executes any GoogleSQL: a query, DML, DDL or a script, with parameters, a default dataset and a destination.
/// [DuckDbWarehouse#desk] gives it. May be called from any thread; native work runs on the adapter's own.
///
/// A statement is one transaction. With an id it takes effect at most once, as a [convergence.warehouse.Job]
/// does: the effect's row is written by the statement's own transaction, and asking again under the id is the
/// error `duplicate`. A query that only reads has none, and its id is there to stop it. A script is as many transactions as it says, so
/// its id is written with its last one and is not protected against a crash in between: whoever repeats it
/// must know that.
///
/// Rows come back in memory up to [SqlRequest#maxRows]. Whoever serves pages gives a destination, and reads
/// the table.
public interface SqlDesk {
  /// @throws SqlError what BigQuery would answer as an error, with its reason and message; `unsupported` is
  ///     ours, for what has no exact translation and was not run
  SqlResult execute(SqlRequest request);

  /// Ends a session: its temporary tables, functions and variables are gone.
  void endSession(String id);
}
