package convergence.run;

import convergence.problem.Refusal;

/// The answer to a [RunOrder].
public sealed interface Acceptance {
  /// The ledger has the run; it will be executed whatever happens to this process.
  record Accepted(Run run) implements Acceptance {}

  /// The same run is open already, or was asked for before under the same Idempotency-Key.
  ///
  /// @param replayed true: an Idempotency-Key repeats its acceptance, so the answer is that of an accepted run
  record Duplicate(Run run, boolean replayed) implements Acceptance {}

  record Refused(Refusal refusal) implements Acceptance {}
}
