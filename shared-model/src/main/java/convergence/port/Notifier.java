package convergence.port;

import java.util.List;
import java.util.Map;

/// Sends a notice at least once. The message id is stable, so that a receiver can drop doubles.
public interface Notifier {
  /// @throws convergence.problem.Fault.Transient not delivered, try again
  /// @throws convergence.problem.Fault.Permanent the receiver will never take it
  void send(Notice notice);

  /// @param id stable over retries, becomes the Message-ID
  /// @param about what programs read: `event`, `occurred_at`, `data`
  record Notice(
      String id,
      String tenant,
      Target target,
      String subject,
      String text,
      Map<String, Object> about) {
    public Notice {
      about = Map.copyOf(about);
    }

    /// A mail.
    public Notice(String id, String tenant, List<String> to, String subject, String text) {
      this(id, tenant, new Target.Mail(to), subject, text, Map.of());
    }

    /// The recipients of a mail; of anything else none.
    public List<String> to() {
      return target instanceof Target.Mail mail ? mail.to() : List.of();
    }
  }

  /// Where a notice goes.
  sealed interface Target {
    /// @param to e-mail addresses, at least one
    record Mail(List<String> to) implements Target {
      public Mail {
        to = List.copyOf(to);
        if (to.isEmpty()) throw new IllegalArgumentException("a notice has a recipient");
      }
    }

    /// A Slack incoming webhook.
    record Slack(Secret url) implements Target {}

    /// @param secret signs each call (HMAC-SHA256)
    record Webhook(Secret url, Secret secret) implements Target {}
  }
}
