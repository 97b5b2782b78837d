package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.googlesql.ir.Unsupported;
import convergence.problem.Fault;
import convergence.warehouse.SqlFault;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DuckDB's and the compiler's words → the port's faults. Messages keep neither paths nor the SQL that was
/// compiled.
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
  private static final Pattern EXCERPT = Pattern.compile("\\R\\s*LINE \\d+:.*", Pattern.DOTALL);
  private static final Pattern PATH = Pattern.compile("\"?/[^\\s\"']*/([^\\s\"'/]+)\"?");

  /// What does not fit into the half of BIGNUMERIC that is held.
  private static final Pattern BIGNUMERIC =
      Pattern.compile("(?i)cast.* value .* to (type )?DECIMAL\\(38,18\\)");

  private Faults() {}

  static Fault of(SQLException e) {
    String message = String.valueOf(e.getMessage());
    String said = PATH.matcher(EXCERPT.matcher(message).replaceAll("")).replaceAll("$1").strip();
    if (BIGNUMERIC.matcher(message).find())
      return new Fault.Permanent(
          "unsupported", String.valueOf(DuckTypes.tooWide().getMessage()), e);
    if (message.contains(Unsupported.REASON))
      return new Fault.Permanent("unsupported", withoutKind(said), e);
    var worded = Wordings.of(said);
    if (worded.isPresent()) return new Fault.Permanent("data_invalid", worded.get(), e);
    if (message.contains("onflict")) return new Fault.Transient("conflict", said, e);
    return switch (kind(message)) {
      case "Conversion Error", "Out of Range Error", "Constraint Error", "Invalid Input Error" ->
          new Fault.Permanent("data_invalid", withoutKind(said), e);
      case "Out of Memory Error" ->
          new Fault.Transient("unavailable", "the warehouse is short of memory", e);
      case "Binder Error", "Catalog Error", "Parser Error", "Not implemented Error" ->
          new Fault.Permanent("unsupported", said, e);
      case "FATAL Error", "INTERNAL Error" -> {
        LOG.error("DuckDB failed; it may answer nothing more until the process is restarted", e);
        yield new Fault.Transient("unavailable", "the warehouse failed and must be restarted", e);
      }
      default -> new Fault.Transient("unavailable", said, e);
    };
  }

  /// DuckDB begins its messages with the kind of error and a colon.
  private static String kind(String message) {
    int colon = message.indexOf(':');
    return colon < 0 ? "" : message.substring(0, colon);
  }

  private static String withoutKind(String said) {
    return said.substring(said.indexOf(':') + 1).strip();
  }

  static Fault of(SqlFault e) {
    String where = e.line() > 0 ? " [" + e.line() + ":" + e.column() + "]" : "";
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case "unsupported" -> new Fault.Permanent("unsupported", message + where, e);
      case "timeout" -> new Fault.Transient("unavailable", message, e);
      default ->
          new Fault.Permanent(
              message.startsWith("Table not found") ? "table_not_found" : "sql_invalid",
              message + where,
              e);
    };
  }

  static Fault forbidden() {
    return new Fault.Permanent("forbidden_job", "this job id was forbidden and takes no effect");
  }

  static Fault mismatch() {
    return new Fault.Permanent(
        "job_mismatch", "a job of this id with another configuration is there");
  }

  static Fault noDataset(String dataset) {
    return new Fault.Permanent("table_not_found", "dataset `" + dataset + "` not found");
  }

  static Fault data(String message) {
    return new Fault.Permanent("data_invalid", message);
  }

  static Fault unsupported(String message) {
    return new Fault.Permanent("unsupported", message);
  }
}
