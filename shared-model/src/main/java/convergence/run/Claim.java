package convergence.run;

import convergence.template.PipelinePlan;

/// The answer to a worker that wants a run.
public sealed interface Claim {
  /// The lease is the worker's; `run.fence()` is its fence.
  record Granted(Run run, PipelinePlan plan) implements Claim {}

  /// Nothing to do: another worker has it, it has ended, or it is unknown.
  record Denied(String why) implements Claim {}

  /// The request names another tenant than the run's own: nobody who knows the ledger sent it.
  record Forged(Run run) implements Claim {}
}
