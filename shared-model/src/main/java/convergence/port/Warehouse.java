package convergence.port;

import convergence.warehouse.BoundSql;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import convergence.warehouse.Rows;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlValue;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Where the data lives: BigQuery or DuckDB. Any thread may call, and blocks until the answer; native
/// work runs on the adapter's own bounded pool.
///
/// Faults: [convergence.problem.Fault.Permanent] (`sql_invalid`, `unsupported`, `table_not_found`, `data_invalid`,
/// `file_not_found`, `forbidden_job`), [convergence.problem.Fault.Transient] (`conflict`, `unavailable`),
/// [convergence.problem.Fault.TimedOut], [convergence.problem.Fault.Cancelled].
public interface Warehouse {
  boolean hasDataset(String dataset);

  /// Makes the dataset; one that is there stays as it is.
  ///
  /// @return true when it was made now
  boolean createDataset(String dataset);

  /// Makes a table, or adds the columns that it lacks and lifts REQUIRED where the schema says it no more; nothing
  /// else is changed, and nothing dropped. A column that is added is never required: the rows that are there lack it.
  ///
  /// @return true when it was made now
  boolean createTable(TableRef table, TableSchema schema);

  /// Makes or replaces a view whose GoogleSQL is `schema.viewSql()`.
  void createView(TableRef view, TableSchema schema);

  /// The schemas as the warehouse has them now.
  Schemas schemas();

  /// Names of tables and views of a dataset, sorted; empty when the dataset is missing.
  List<String> tables(String dataset);

  /// Runs the job, or attaches to the one of this id: returns what it did when it is done. An id whose
  /// effect is there is not run again; one with another configuration hash is refused (`job_mismatch`).
  JobResult run(Job job);

  /// What became of this id: empty when its effect is not there (never seen, still running, or failed).
  Optional<JobResult> find(JobId id);

  /// Asks a running job to stop, within seconds; unknown or finished is fine. Its `run` ends in
  /// [convergence.problem.Fault.Cancelled] unless it was faster.
  void cancel(JobId id);

  /// Makes sure that the id takes no effect from now on.
  ///
  /// @return empty: it has no effect and never will; present: it had finished before
  Optional<JobResult> forbid(JobId id);

  /// Reads, and changes nothing. `values` as in [Job.Query].
  ///
  /// @param limit rows to return at most
  Rows query(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      int limit,
      Duration timeout);

  /// How many bytes a query would read, without running it: a dry run on BigQuery, statistics of the columns that
  /// it uses on DuckDB.
  ///
  /// @param columns every table that it is proven to read, and the columns that it takes from each
  /// @return empty: cannot be told beforehand, e.g. since a table does not exist yet
  default OptionalLong estimate(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      Map<TableRef, Set<String>> columns) {
    return OptionalLong.empty();
  }

  /// Writes metadata rows. A fact whose number is not above the highest that was appended is skipped, so
  /// that appending twice is appending once.
  void append(List<Fact.Numbered> facts);
}
