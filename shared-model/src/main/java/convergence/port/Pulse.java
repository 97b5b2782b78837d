package convergence.port;

/// A part of this process that `/health` asks. Answers at once, from memory: never touches a store, a warehouse
/// or the network.
public interface Pulse {
  /// For the operator's log, e.g. `templates`.
  String part();

  State state();

  /// In rising order of trouble.
  enum State {
    UP,
    DEGRADED,
    DOWN
  }
}
