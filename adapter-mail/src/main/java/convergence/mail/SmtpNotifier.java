package convergence.mail;

import convergence.port.Notifier;
import convergence.problem.Fault;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.time.InstantSource;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands each notice to a mail server. Done when the server took it for at least one recipient and will
/// never take it for the others.
final class SmtpNotifier implements Notifier {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpNotifier.class);
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Session session;
  private final String from;
  private final InstantSource clock;

  /// @param tls makes the encrypted connections, and decides whom to trust
  SmtpNotifier(SmtpConfig config, InstantSource clock, SSLSocketFactory tls) {
    this.session = session(config, tls);
    this.from = config.from();
    this.clock = clock;
  }

  private static Session session(SmtpConfig config, SSLSocketFactory tls) {
    var smtp = new Properties();
    smtp.put("mail.smtp.host", config.host());
    smtp.put("mail.smtp.port", Integer.toString(config.port()));
    smtp.put("mail.smtp.starttls.enable", Boolean.toString(config.startTls()));
    smtp.put("mail.smtp.starttls.required", Boolean.toString(config.startTls()));
    smtp.put("mail.smtp.ssl.checkserveridentity", "true");
    smtp.put("mail.smtp.ssl.socketFactory", tls);
    smtp.put("mail.smtp.sendpartial", "true");
    for (var phase : new String[] {"connectiontimeout", "timeout", "writetimeout"})
      smtp.put("mail.smtp." + phase, Integer.toString(TIMEOUT_MILLIS));
    if (config.user().isEmpty()) return Session.getInstance(smtp);
    smtp.put("mail.smtp.auth", "true");
    return Session.getInstance(
        smtp,
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(config.user(), config.password().reveal());
          }
        });
  }

  @Override
  public void send(Notice notice) {
    var letter = Letter.of(notice, from, clock.instant(), session);
    try {
      Transport.send(letter);
    } catch (SendFailedException e) {
      judge(notice, e);
    } catch (MessagingException e) {
      // No server, no encryption, a wrong password: ours to put right, then it goes out.
      throw new Fault.Transient("mail_unavailable", "The mail server could not be used.", e);
    }
  }

  private static void judge(Notice notice, SendFailedException failure) {
    if (!Replies.of(failure).areAllForGood())
      throw new Fault.Transient(
          "mail_unavailable", "The mail server did not take it now.", failure);
    var sent = failure.getValidSentAddresses();
    if (sent == null || sent.length == 0)
      throw new Fault.Permanent("mail_refused", "The mail server refused the notice.", failure);
    LOG.warn(
        "notice {} was sent to {} of {} recipients, the others were refused",
        notice.id(),
        sent.length,
        notice.to().size());
  }
}
