package convergence.mail;

import convergence.port.Secret;

/// Where mail goes and as whom.
///
/// @param host empty: no mail server, notices go to the outbox folder
/// @param user empty: no log-in
/// @param startTls refuse to send when the server cannot encrypt
/// @param from the sender's address
record SmtpConfig(
    String host, int port, String user, Secret password, boolean startTls, String from) {
  SmtpConfig {
    if (port < 1 || port > 65535)
      throw new IllegalArgumentException("SMTP_PORT is a number from 1 to 65535, not " + port);
    if (!host.isEmpty() && !Letter.isAddress(from))
      throw new IllegalArgumentException(
          "SMTP_FROM is an e-mail address, for example convergence@example.com, not " + from);
  }

  boolean isPresent() {
    return !host.isEmpty();
  }
}
