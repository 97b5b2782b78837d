package convergence.run;

/// Another worker holds the run now, or it has ended: this one must stop and touch nothing more.
public final class LostLease extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostLease(RunId run) {
    super("run " + run + " is no longer this worker's", null, false, false);
  }
}
