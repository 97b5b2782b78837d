package convergence.port;

/// What a transaction decided, perhaps a moment before the disk knows it. Commits become durable in the
/// order in which they were decided, so waiting for one waits for all before it.
public interface Commit<T> {
  T value();

  /// Returns when this commit survives a power cut. Nothing leaves the process before that.
  void awaitDurable();

  /// Waits, then gives the value.
  default T durable() {
    awaitDurable();
    return value();
  }
}
