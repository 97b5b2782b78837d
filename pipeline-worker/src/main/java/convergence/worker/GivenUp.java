package convergence.worker;

/// This worker has given the run up: whatever of it still works here ends without a word.
final class GivenUp extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GivenUp() {
    super("given up", null, false, false);
  }
}
