package convergence.google.bigquery;

import com.google.cloud.bigquery.TableId;
import convergence.problem.Fault;
import convergence.warehouse.Job;
import convergence.warehouse.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares what BigQuery says that a query reads with what the analysis proved: before the job by a dry run, and
/// again after it, since a view may have been changed in between.
final class Boundary {
  /// BigQuery lists no more than so many, and leaves out the others.
  private static final int LISTED = 50;

  /// The system's own views, whose tables lie beside them and are not the analysis' to open.
  private static final String SYSTEM = "x_meta_";

  private final String home;

  /// @param home the client's project
  Boundary(String home) {
    this.home = home;
  }

  /// @throws Fault.Permanent `tenant_boundary`: nothing was run
  void before(Job.Query job, @Nullable List<TableId> told) {
    check(job, told, "; nothing was run");
  }

  /// @throws Fault.Permanent `tenant_boundary`: the rows are in the table
  void after(Job.Query job, @Nullable List<TableId> told) {
    check(job, told, "; look at its table before anybody else does");
  }

  private void check(Job.Query job, @Nullable List<TableId> told, String then) {
    List<TableRef> reads = job.reads();
    if (reads == null || told == null) return;
    if (told.size() > LISTED)
      throw broken("more than " + LISTED + " tables, which cannot be compared", then);
    List<TableRef> allowed = new ArrayList<>();
    for (var table : reads) allowed.add(at(table.project(), table.dataset(), table.table()));
    allowed.add(job.destination().table());
    for (var id : told) {
      var table = at(id.getProject(), id.getDataset(), id.getTable());
      if (!allowed.contains(table) && !isBelowSystemView(table, allowed))
        throw broken(table + ", which its analysis did not find", then);
    }
  }

  /// The project is left out where it is the client's own.
  private TableRef at(@Nullable String project, String dataset, String table) {
    return new TableRef(Objects.equals(project, home) ? null : project, dataset, table);
  }

  private static boolean isBelowSystemView(TableRef table, List<TableRef> allowed) {
    return table.table().startsWith(SYSTEM)
        && allowed.stream()
            .anyMatch(
                view ->
                    view.table().startsWith(SYSTEM)
                        && view.dataset().equals(table.dataset())
                        && Objects.equals(view.project(), table.project()));
  }

  private static Fault broken(String what, String then) {
    return new Fault.Permanent(
        "tenant_boundary", "BigQuery says that the query reads " + what + then);
  }
}
