package convergence.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Notifier;
import convergence.problem.Fault;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which way notices take.
final class MailBeansTest {
  @TempDir Path folder;

  @Test
  void a_named_mail_server_is_used() {
    var properties =
        Map.<String, Object>of(
            "convergence.smtp.host", "mail.example.com",
            "convergence.smtp.from", "ops@example.com");
    try (var context = ApplicationContext.run(properties)) {
      assertThat(((EveryNotifier) context.getBean(Notifier.class)).mail())
          .isInstanceOf(SmtpNotifier.class);
    }
  }

  @Test
  void without_one_the_outbox_in_the_data_folder_is() {
    try (var context =
        ApplicationContext.run(Map.<String, Object>of("convergence.data-dir", folder.toString()))) {
      assertThat(((EveryNotifier) context.getBean(Notifier.class)).mail())
          .isInstanceOf(OutboxNotifier.class);
    }
  }

  @Test
  void with_neither_a_letter_waits_and_says_what_to_set() {
    try (var context = ApplicationContext.run(Map.of())) {
      var notifier = context.getBean(Notifier.class);
      var letter = new Notifier.Notice("id", "acme", List.of("a@example.com"), "subject", "text");
      assertThatThrownBy(() -> notifier.send(letter))
          .isInstanceOf(Fault.Transient.class)
          .hasMessageContaining("SMTP_HOST");
    }
  }
}
