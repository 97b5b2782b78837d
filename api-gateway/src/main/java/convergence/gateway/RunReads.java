package convergence.gateway;

import convergence.edge.Caller;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.run.Run;
import convergence.run.RunId;
import convergence.run.RunLedger;
import convergence.run.RunState;
import convergence.run.RunWaiter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// Single runs, as far as the caller may know of them.
@Singleton
final class RunReads {
  private final RunLedger ledger;
  private final RunWaiter waiter;

  RunReads(RunLedger ledger, RunWaiter waiter) {
    this.ledger = ledger;
    this.waiter = waiter;
  }

  /// What an unknown id gets, and another tenant's just the same.
  static RefusedException unknown() {
    return new RefusedException(new Refusal.NotFound("There is no such run."));
  }

  static RunId id(String text) {
    return RunId.parse(text).orElseThrow(RunReads::unknown);
  }

  /// The run when it has ended, or as it stands after `patience`.
  RunDocument show(Caller caller, RunId id, Duration patience) throws InterruptedException {
    var run = find(caller, id);
    if (run.state().open() && !patience.isZero())
      run = waiter.await(id, patience).orElseThrow(RunReads::unknown);
    return document(run);
  }

  /// Asks the run to stop; asking twice is asking once.
  ///
  /// @throws RefusedException Conflict: it has ended otherwise
  RunDocument cancel(Caller caller, RunId id) {
    find(caller, id);
    var run = ledger.cancel(id, caller.who()).orElseThrow(RunReads::unknown);
    return switch (run.state()) {
      case RunState.Completed _, convergence.run.RunState.Failed _ ->
          throw new RefusedException(
              new Refusal.Conflict("The run has ended: it is %s.".formatted(run.state().status())));
      case RunState.Pending _, RunState.Running _, RunState.Cancelled _ -> document(run);
    };
  }

  private Run find(Caller caller, RunId id) {
    return ledger.show(id).filter(run -> caller.sees(run.tenant())).orElseThrow(RunReads::unknown);
  }

  private RunDocument document(Run run) {
    List<StepDocument> steps = StepDocument.of(run, ledger.plan(run.planHash()));
    return RunDocument.of(run, steps);
  }
}
