package convergence.mail;

import convergence.port.Notifier;
import convergence.problem.Fault;

/// Where neither a mail server nor an outbox is named: each letter is told to try again, so that its delivery is seen
/// waiting, and why, and goes out once there is a server. Other ways of notices do not need one.
final class MissingServer implements Notifier {
  @Override
  public void send(Notice notice) {
    throw new Fault.Transient(
        "mail_unconfigured", "No mail server is configured: SMTP_HOST and SMTP_FROM are not set.");
  }
}
