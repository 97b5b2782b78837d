package convergence.gateway;

import convergence.edge.Caller;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.run.QueuedRun;
import convergence.run.Run;
import convergence.run.RunId;
import convergence.run.RunLedger;
import convergence.run.RunQueue;
import convergence.run.RunState;
import convergence.run.RunWaiter;
import convergence.run.Waits;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// Single runs, as far as the caller may know of them.
@Singleton
final class RunReads {
  private final RunLedger ledger;
  private final RunWaiter waiter;
  private final RunQueue queue;
  private final Waits waits;

  RunReads(RunLedger ledger, RunWaiter waiter, RunQueue queue, Waits waits) {
    this.ledger = ledger;
    this.waiter = waiter;
    this.queue = queue;
    this.waits = waits;
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
    var found = ledger.show(id);
    if (found.isEmpty()) {
      var _ = queued(caller, id);
      // It may have started just now, or starts soon.
      found = patience.isZero() ? ledger.show(id) : waiter.await(id, patience);
      if (found.isEmpty()) return document(caller, queued(caller, id));
    }
    var run = found.filter(r -> caller.sees(r.tenant())).orElseThrow(RunReads::unknown);
    if (run.state().open() && !patience.isZero())
      run = waiter.await(id, patience).orElseThrow(RunReads::unknown);
    return document(caller, run);
  }

  /// Asks the run to stop; asking twice is asking once.
  ///
  /// @throws RefusedException Conflict: it has ended otherwise
  RunDocument cancel(Caller caller, RunId id) {
    if (ledger.show(id).isEmpty()) {
      var left = queue.cancel(queued(caller, id).id(), caller.who()).orElseThrow(RunReads::unknown);
      // It may have started in between: then it is cancelled like any other.
      if (ledger.find(id).isEmpty()) return cancelled(caller, left);
    }
    find(caller, id);
    var run = ledger.cancel(id, caller.who()).orElseThrow(RunReads::unknown);
    return switch (run.state()) {
      case RunState.Completed _, convergence.run.RunState.Failed _ ->
          throw new RefusedException(
              new Refusal.Conflict("The run has ended: it is %s.".formatted(run.state().status())));
      case RunState.Pending _, RunState.Running _, RunState.Cancelled _ -> document(caller, run);
    };
  }

  private Run find(Caller caller, RunId id) {
    return ledger.show(id).filter(run -> caller.sees(run.tenant())).orElseThrow(RunReads::unknown);
  }

  private QueuedRun queued(Caller caller, RunId id) {
    return queue.show(id).filter(run -> caller.sees(run.tenant())).orElseThrow(RunReads::unknown);
  }

  private RunDocument cancelled(Caller caller, QueuedRun run) {
    if (!run.state().wire().equals("CANCELLED"))
      throw new RefusedException(
          new Refusal.Conflict("The run has ended: it is %s.".formatted(run.state().wire())));
    return document(caller, run);
  }

  private RunDocument document(Caller caller, Run run) {
    List<StepDocument> steps = StepDocument.of(run, ledger.plan(run.planHash()));
    var waiting = waits.look().of(run).map(w -> WaitingDocument.of(w, caller)).orElse(null);
    return RunDocument.of(run, waiting, steps);
  }

  private RunDocument document(Caller caller, QueuedRun run) {
    var waiting = waits.look().of(run).map(w -> WaitingDocument.of(w, caller)).orElse(null);
    return RunDocument.of(run, waiting, List.of());
  }
}
