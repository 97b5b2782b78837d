package convergence.run;

import convergence.problem.Refusal;

/// The answer to a [RunOrder].
public sealed interface Acceptance {
  /// The ledger has the run; it will be executed whatever happens to this process.
  record Accepted(Run run) implements Acceptance {}

  /// The same run is open already, or was asked for before under the same Idempotency-Key.
  ///
  /// @param replayed true: the answer of an Idempotency-Key is repeated, with `duplicate` as it was then
  record Duplicate(Run run, boolean replayed) implements Acceptance {}

  record Refused(Refusal refusal) implements Acceptance {}
}
