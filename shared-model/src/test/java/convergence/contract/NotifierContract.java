package convergence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Notifier;
import convergence.port.Notifier.Notice;
import convergence.problem.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [Notifier] keeps.
public abstract class NotifierContract {
  protected abstract Notifier notifier();

  /// What has arrived so far, in any order.
  protected abstract List<Arrived> arrived();

  /// A notice as its receiver got it.
  ///
  /// @param messageId the header
  /// @param text its line ends as `\n`
  public record Arrived(String messageId, List<String> to, String subject, String text) {
    public Arrived {
      to = List.copyOf(to);
    }
  }

  private static Notice notice(String id, String to, String subject, String text) {
    return new Notice(id, "acme", List.of(to), subject, text);
  }

  @Test
  final void a_notice_arrives_as_it_was_written() {
    var text =
        "first line\n.\n..two dots\nFrom here\n\nümläut \uD83D\uDE00 "
            + "long ".repeat(400)
            + "\nend";
    var subject = "Rün failed: \uD83D\uDE00 " + "a long subject ".repeat(15).strip();
    var to = List.of("ops@example.com", "first.last+tag@sub.example.org");
    notifier().send(new Notice("run-1/failed", "acme", to, subject, text));
    assertThat(arrived()).hasSize(1);
    var came = arrived().getFirst();
    assertThat(came.to()).containsExactlyInAnyOrderElementsOf(to);
    assertThat(came.subject()).isEqualTo(subject);
    assertThat(came.text().stripTrailing()).isEqualTo(text);
  }

  @Test
  final void the_same_notice_has_the_same_message_id_and_others_have_others() {
    for (var id : List.of("a/1", "a-1", "a=2f1", "A/1", "ä"))
      for (int i = 0; i < 2; i++) notifier().send(notice(id, "a@example.com", "s", "t"));
    var ids = arrived().stream().map(Arrived::messageId).distinct().toList();
    assertThat(ids).hasSize(5);
    assertThat(ids).allSatisfy(id -> assertThat(id).matches("<[!-;=?-~]+@[!-;=?-~]+>"));
  }

  @Test
  final void nothing_breaks_out_of_a_header() {
    for (var evil :
        List.of("\nBcc: x@example.com", "\r\nBcc: x@example.com", "\r", "\u0000", "\u0085"))
      for (var place : List.of("subject", "to", "to front")) assertRefused(place, evil);
    assertThat(arrived()).isEmpty();
  }

  private void assertRefused(String place, String evil) {
    var notice =
        switch (place) {
          case "subject" -> notice("n", "a@example.com", "subject" + evil, "t");
          case "to" -> notice("n", "a@example.com" + evil, "subject", "t");
          default -> notice("n", evil + "a@example.com", "subject", "t");
        };
    assertThatThrownBy(() -> notifier().send(notice))
        .isInstanceOfSatisfying(
            Fault.Permanent.class, f -> assertThat(f.code()).isEqualTo("notice_invalid"));
  }

  @Test
  final void what_is_not_one_plain_address_is_refused() {
    for (var address :
        List.of(
            "",
            "nobody",
            "@example.com",
            "a@",
            "a@b@c",
            "a b@example.com",
            "a@example.com, b@example.com",
            "Bob <a@example.com>",
            "a@example.com>",
            "group:a@example.com;"))
      assertThatThrownBy(() -> notifier().send(notice("n", address, "s", "t")))
          .as(address)
          .isInstanceOfSatisfying(
              Fault.Permanent.class, f -> assertThat(f.code()).isEqualTo("notice_invalid"));
    assertThat(arrived()).isEmpty();
  }
}
