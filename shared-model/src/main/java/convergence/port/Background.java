package convergence.port;

/// A bean that works by itself once the process is composed: a pump, a tick, a heartbeat. Whoever composes a
/// serving process starts all of them, after what they need is ready; a command that only looks starts none.
public interface Background {
  /// Begins; called once.
  void start();
}
