package convergence.port;

/// Publishes at least once, in no order, perhaps late, perhaps twice. See [MessageHandler] for the other end.
public interface MessageBus {
  /// Returns when the bus has taken it, after at most 10 s.
  ///
  /// @throws convergence.problem.Fault.Transient the bus could not be reached; the sweeper will ring again
  void publish(Message message);
}
