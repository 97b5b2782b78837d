package convergence.port;

/// A doorbell: ids and a version, nothing else. Whoever answers reads the ledger. Implementations are
/// records in the packages of their nouns, written as JSON by Jackson.
public interface Message {
  /// The topic's name, e.g. `runs`.
  String topic();

  /// Whose message it is: those of different names take turns where they wait for a permit. Empty: nobody's.
  default String turn() {
    return "";
  }
}
