package convergence.mail;

import convergence.outbound.OutboundGuard;
import convergence.port.Notifier;
import convergence.port.Secret;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chooses the way of notices: a mail server where one is named, else the folder `outbox`, else none.
@Factory
final class MailFactory {
  private static final Logger LOG = LoggerFactory.getLogger(MailFactory.class);
  private static final String OUTBOX_SENDER = "convergence@localhost";

  @Singleton
  SmtpConfig config(
      @Value("${convergence.smtp.host:}") String host,
      @Value("${convergence.smtp.port:587}") int port,
      @Value("${convergence.smtp.user:}") String user,
      @Value("${convergence.smtp.password:}") String password,
      @Value("${convergence.smtp.starttls:true}") boolean startTls,
      @Value("${convergence.smtp.from:}") String from) {
    return new SmtpConfig(host, port, user, new Secret(password), startTls, from);
  }

  @Singleton
  Notifier notifier(
      SmtpConfig config,
      OutboundGuard guard,
      InstantSource clock,
      @Value("${convergence.data-dir:}") String folder) {
    var tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
    var hooks = new HookNotifier(new OutboundHttp(guard, tls), guard, clock);
    return new EveryNotifier(mail(config, clock, folder, tls), hooks);
  }

  private static Notifier mail(
      SmtpConfig config, InstantSource clock, String folder, SSLSocketFactory tls) {
    if (config.isPresent()) return new SmtpNotifier(config, clock, tls);
    if (folder.isBlank()) {
      LOG.warn("SMTP_HOST is not set: mails wait until it is; Slack and webhooks are served");
      return new MissingServer();
    }
    var from = config.from().isEmpty() ? OUTBOX_SENDER : config.from();
    return new OutboxNotifier(Path.of(folder, "outbox"), from, clock);
  }
}
