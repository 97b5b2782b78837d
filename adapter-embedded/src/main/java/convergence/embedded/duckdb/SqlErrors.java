package convergence.embedded.duckdb;

import convergence.embedded.duckdb.SqlError.Reason;
import convergence.problem.Fault;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;

/// Faults of the analysis and of DuckDB, in BigQuery's words.
final class SqlErrors {
  private SqlErrors() {}

  static SqlError of(SqlFault fault) {
    String message = String.valueOf(fault.getMessage());
    String place = fault.line() > 0 ? " at [" + fault.line() + ":" + fault.column() + "]" : "";
    return switch (fault.code()) {
      case "unsupported" -> new SqlError(Reason.UNSUPPORTED, message + place);
      case "timeout" -> new SqlError(Reason.BACKEND_ERROR, message);
      case "too_large" -> new SqlError(Reason.RESOURCES_EXCEEDED, message);
      default -> new SqlError(Reason.INVALID_QUERY, message + place);
    };
  }

  static SqlError of(Fault fault) {
    String message = String.valueOf(fault.getMessage());
    return switch (fault) {
      case Fault.Cancelled _ -> new SqlError(Reason.STOPPED, "Job execution was cancelled");
      case Fault.TimedOut _ -> new SqlError(Reason.TIMEOUT, "Job timed out: " + message);
      case Fault.Transient _ -> new SqlError(Reason.BACKEND_ERROR, message);
      case Fault.Permanent permanent ->
          switch (permanent.code()) {
            case "data_invalid" -> new SqlError(Reason.INVALID_QUERY, message);
            case "unsupported" -> new SqlError(Reason.UNSUPPORTED, message);
            case "table_not_found" -> new SqlError(Reason.NOT_FOUND, message);
            default -> new SqlError(Reason.INVALID, message);
          };
    };
  }

  static SqlError unsupported(String construct) {
    return new SqlError(
        Reason.UNSUPPORTED,
        construct + " is not supported by the embedded warehouse; write it in another way");
  }

  static SqlError invalid(String message) {
    return new SqlError(Reason.INVALID_QUERY, message);
  }

  static SqlError noTable(String project, TableRef table) {
    return new SqlError(
        Reason.NOT_FOUND,
        "Not found: Table " + wire(project, table) + " was not found in location US");
  }

  static SqlError noDataset(String project, String dataset) {
    return new SqlError(
        Reason.NOT_FOUND,
        "Not found: Dataset " + owned(project, dataset) + " was not found in location US");
  }

  static SqlError noRoutine(String project, String dataset, String name) {
    return new SqlError(
        Reason.NOT_FOUND, "Not found: Routine " + owned(project, dataset) + "." + name);
  }

  static SqlError denied(TableRef table) {
    String name = wire(String.valueOf(table.project()), table);
    return new SqlError(
        Reason.ACCESS_DENIED,
        "Access Denied: Table "
            + name
            + ": User does not have permission to query table "
            + name
            + ", or perhaps it does not exist.");
  }

  static SqlError exists(String what, String project, String name) {
    return new SqlError(Reason.DUPLICATE, "Already Exists: " + what + " " + owned(project, name));
  }

  static String wire(String project, TableRef table) {
    return owned(project, table.dataset()) + "." + table.table();
  }

  /// A dataset of another project carries that project's name.
  private static String owned(String project, String dataset) {
    return dataset.indexOf(':') >= 0 ? dataset : project + ":" + dataset;
  }
}
