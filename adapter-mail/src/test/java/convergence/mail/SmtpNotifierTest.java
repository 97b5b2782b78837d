package convergence.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.contract.NotifierContract;
import convergence.contract.PostOffice;
import convergence.port.Notifier;
import convergence.port.Notifier.Notice;
import convergence.port.Secret;
import convergence.problem.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Notices by SMTP, to a small real server.
final class SmtpNotifierTest extends NotifierContract {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));
  private static final SSLSocketFactory SYSTEM = (SSLSocketFactory) SSLSocketFactory.getDefault();
  private static final Secret PASSWORD = new Secret("pässword");
  private static final Notice NOTICE =
      new Notice("n-1", "acme", List.of("a@example.com", "b@example.com"), "subject", "text");

  @TempDir Path folder;
  private PostOffice office = new PostOffice(null);

  @AfterEach
  void close() {
    office.close();
  }

  @Override
  protected Notifier notifier() {
    return notifier("", false, SYSTEM);
  }

  private Notifier notifier(String user, boolean startTls, SSLSocketFactory tls) {
    var config =
        new SmtpConfig(
            "localhost", office.port(), user, PASSWORD, startTls, "ops@convergence.test");
    return new SmtpNotifier(config, CLOCK, tls);
  }

  @Override
  protected List<Arrived> arrived() {
    return office.mails().stream()
        .map(mail -> Received.of(mail.getBytes(StandardCharsets.ISO_8859_1)))
        .toList();
  }

  @Test
  void a_mail_says_who_sent_it_and_that_it_was_a_machine() {
    notifier().send(NOTICE);
    assertThat(office.mails().getFirst())
        .contains("From: ops@convergence.test\r\n")
        .contains("Message-ID: <n-1@convergence.test>\r\n")
        .contains("Date: Sun, 1 Mar 2026 12:00:00")
        .contains("Auto-Submitted: auto-generated");
  }

  @Test
  void a_server_that_is_away_or_busy_is_worth_another_try() {
    office.answers("MAIL", "451 later");
    assertTransient();
    office.answers("MAIL", "DROP");
    assertTransient();
    office.answers("MAIL", "250 fine");
    office.answers("RCPT", "452 full");
    assertTransient();
    office.answers("RCPT", "250 fine");
    office.answers("mail", "DROP");
    assertTransient();
    office.answers("mail", "421 closing");
    assertTransient();
    var notifier = notifier();
    office.close();
    assertThatThrownBy(() -> notifier.send(NOTICE)).isInstanceOf(Fault.Transient.class);
    assertThat(office.mails()).isEmpty();
  }

  private void assertTransient() {
    assertThatThrownBy(() -> notifier().send(NOTICE)).isInstanceOf(Fault.Transient.class);
  }

  @Test
  void a_server_that_will_never_take_it_ends_it() {
    office.answers("RCPT", "550 no such user");
    assertPermanent();
    office.answers("RCPT", "250 fine");
    office.answers("mail", "554 spam");
    assertPermanent();
    office.answers("MAIL", "550 not from you");
    assertPermanent();
  }

  private void assertPermanent() {
    assertThatThrownBy(() -> notifier().send(NOTICE))
        .isInstanceOfSatisfying(
            Fault.Permanent.class, f -> assertThat(f.code()).isEqualTo("mail_refused"));
  }

  @Test
  void recipients_that_are_refused_for_good_do_not_keep_it_from_the_others() {
    office.answers("RCPT TO:<a@", "550 no such user");
    assertThatCode(() -> notifier().send(NOTICE)).doesNotThrowAnyException();
    assertThat(office.mails()).hasSize(1);
  }

  @Test
  void recipients_that_are_refused_for_now_get_it_with_the_next_try() {
    office.answers("RCPT TO:<a@", "450 busy");
    assertTransient();
    office.answers("RCPT TO:<a@", "250 fine");
    notifier().send(NOTICE);
    assertThat(arrived()).extracting(Arrived::messageId).containsOnly("<n-1@convergence.test>");
  }

  @Test
  void without_encryption_no_password_is_sent() {
    assertThatThrownBy(() -> notifier("user", true, SYSTEM).send(NOTICE))
        .isInstanceOf(Fault.Transient.class);
    assertThat(office.commands()).noneMatch(line -> line.startsWith("AUTH"));
    assertThat(office.mails()).isEmpty();
  }

  @Test
  void with_encryption_it_logs_in_and_sends() {
    var identity = TestIdentity.make(folder);
    office.close();
    office = new PostOffice(identity.server());
    notifier("user", true, identity.trusting()).send(NOTICE);
    assertThat(office.mails()).hasSize(1);
    var login = "user\0user\0pässword".getBytes(StandardCharsets.UTF_8);
    assertThat(office.commands())
        .contains("*AUTH PLAIN " + Base64.getEncoder().encodeToString(login))
        .noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
  }

  @Test
  void a_server_that_nobody_vouches_for_gets_nothing() {
    office.close();
    office = new PostOffice(TestIdentity.make(folder).server());
    assertThatThrownBy(() -> notifier("user", true, SYSTEM).send(NOTICE))
        .isInstanceOf(Fault.Transient.class);
    assertThat(office.commands()).noneMatch(line -> line.contains("AUTH PLAIN "));
    assertThat(office.mails()).isEmpty();
  }

  @Test
  void a_wrong_password_is_ours_to_put_right() {
    office.answers("AUTH", "535 no");
    assertThatThrownBy(() -> notifier("user", false, SYSTEM).send(NOTICE))
        .isInstanceOf(Fault.Transient.class);
  }

  @Test
  void a_configuration_that_cannot_work_says_what_to_change() {
    assertThatThrownBy(() -> new SmtpConfig("mail", 25, "", new Secret(""), true, "me"))
        .hasMessageContaining("SMTP_FROM");
    assertThatThrownBy(() -> new SmtpConfig("mail", 0, "", new Secret(""), true, "me@example.com"))
        .hasMessageContaining("SMTP_PORT");
  }
}
