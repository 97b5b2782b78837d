package convergence.worker;

import convergence.problem.Fault;
import java.util.concurrent.TimeUnit;

/// Ways in which a job goes.
final class LedgerWarehouseWorks {
  /// Runs until somebody cancels it.
  static final LedgerWarehouse.Work UNTIL_CANCELLED =
      (_, cancelled) -> {
        if (!cancelled.await(20, TimeUnit.SECONDS)) throw new AssertionError("never cancelled");
        throw new Fault.Cancelled("cancelled");
      };

  private LedgerWarehouseWorks() {}
}
