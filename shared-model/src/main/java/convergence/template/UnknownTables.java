package convergence.template;

import convergence.problem.Refusal;
import convergence.problem.RefusedException;

/// A template reads what is not there: no fault of its text, where nothing tells which tables there will be.
final class UnknownTables extends RefusedException {
  private static final long serialVersionUID = 1L;

  UnknownTables(Refusal.BadTemplate refusal) {
    super(refusal);
  }
}
