package convergence.port;

/// A bean that answers one type of message. The adapter finds all handlers and pumps: it takes a message
/// only after `permits().acquire()`, and calls `handle` on a virtual thread. Doing it twice must equal
/// doing it once. An exception counts as REDELIVER; after 20 deliveries a message goes to the dead letters.
public interface MessageHandler<M extends Message> {
  Class<M> type();

  /// The topic that it reads, as [Message#topic].
  String topic();

  /// How many messages may be in work at once in this process. The handler may hold the permit longer
  /// than `handle` runs: it releases each exactly once, when the work behind the message has ended.
  Permits permits();

  Disposition handle(M message, Permits.Permit permit);

  /// What becomes of the message.
  enum Disposition {
    /// Acknowledge: never again on purpose.
    DONE,
    /// Give it back: again after a back-off.
    REDELIVER
  }
}
