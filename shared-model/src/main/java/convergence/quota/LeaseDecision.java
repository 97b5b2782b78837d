package convergence.quota;

import convergence.problem.Refusal;

/// The answer to a run that asks for its place.
public sealed interface LeaseDecision {
  /// @param usage what to store
  /// @param slot whether the run holds a slot that must be given back
  record Granted(Usage usage, boolean slot) implements LeaseDecision {}

  record Denied(Refusal refusal) implements LeaseDecision {}
}
