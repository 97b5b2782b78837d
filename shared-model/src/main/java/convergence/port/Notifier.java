package convergence.port;

import java.util.List;

/// Sends a notice at least once. The message id is stable, so that a receiver can drop doubles.
public interface Notifier {
  /// @throws convergence.problem.Fault.Transient not delivered, try again
  /// @throws convergence.problem.Fault.Permanent the receiver will never take it
  void send(Notice notice);

  /// @param id stable over retries, becomes the Message-ID
  /// @param to e-mail addresses, at least one
  record Notice(String id, String tenant, List<String> to, String subject, String text) {
    public Notice {
      to = List.copyOf(to);
      if (to.isEmpty()) throw new IllegalArgumentException("a notice has a recipient");
    }
  }
}
