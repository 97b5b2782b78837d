package convergence.standalone;

import convergence.directory.TenantDirectory;
import convergence.embedded.duckdb.DuckDbWarehouse;
import convergence.embedded.duckdb.Recovery;
import convergence.port.Query;
import convergence.run.Run;
import convergence.run.RunFilter;
import convergence.run.RunLedger;
import convergence.run.StepRecord;
import convergence.tenant.TenantId;
import convergence.warehouse.JobId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// After the warehouse lost what came after its last checkpoint: compares what the ledger says was done with
/// what the warehouse remembers, and says whose rows are gone.
@Singleton
final class LostEffects {
  private static final Logger LOG = LoggerFactory.getLogger(LostEffects.class);

  /// A run lasts a day at most, so one that ended after the checkpoint was not accepted long before it.
  private static final Duration LONGEST_RUN = Duration.ofHours(25);

  private static final int PAGE = 500;
  private final DuckDbWarehouse warehouse;
  private final TenantDirectory directory;
  private final RunLedger ledger;

  LostEffects(DuckDbWarehouse warehouse, TenantDirectory directory, RunLedger ledger) {
    this.warehouse = warehouse;
    this.directory = directory;
    this.ledger = ledger;
  }

  /// Prints nothing when nothing was lost.
  void tell() {
    warehouse.recovered().ifPresent(this::tell);
  }

  private void tell(Recovery recovery) {
    var lost = find(recovery);
    System.out.printf(
        "The warehouse lost what was written after %s: its log could not be replayed and lies in"
            + " %s.%n",
        recovery.checkpoint(), recovery.setAside());
    for (var line : lost) {
      System.out.println("  " + line);
      LOG.error("{}", line);
    }
    System.out.println(
        lost.isEmpty()
            ? "  No step that the ledger calls done is missing. Rows of the x_meta_ tables since"
                + " then are gone."
            : "  Start these runs again. Rows of the x_meta_ tables since then are gone, too.");
  }

  /// One line for each step whose job is not in the warehouse any more.
  List<String> find(Recovery recovery) {
    var lost = new ArrayList<String>();
    for (var tenant : directory.all()) look(tenant, recovery, lost);
    return lost;
  }

  private void look(TenantId tenant, Recovery recovery, List<String> lost) {
    var from = recovery.checkpoint().minus(LONGEST_RUN);
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits = ledger.page(new RunFilter(tenant, null, null, null, from, null, after, PAGE));
      for (var hit : hits) look(RunLedger.run(hit), lost);
      if (hits.size() < PAGE) return;
      after = hits.getLast().cursor();
    }
  }

  private void look(Run run, List<String> lost) {
    for (var step : run.steps())
      if (step.status() == StepRecord.Status.COMPLETED
          && step.jobId() != null
          && warehouse.find(new JobId(step.jobId())).isEmpty())
        lost.add(
            "run %s of tenant %s, pipeline %s, step %s: its %d rows are gone"
                .formatted(run.id(), run.tenant(), run.pipelineId(), step.stepId(), step.rows()));
  }
}
