package convergence.mail;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.contract.NotifierContract;
import convergence.port.Notifier;
import convergence.port.Notifier.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Notices in the outbox folder.
final class OutboxNotifierTest extends NotifierContract {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));

  @TempDir Path folder;

  @Override
  protected Notifier notifier() {
    return new OutboxNotifier(folder.resolve("outbox"), "convergence@localhost", CLOCK);
  }

  @Override
  protected List<Arrived> arrived() {
    if (!Files.exists(folder.resolve("outbox"))) return List.of();
    return files().stream().map(OutboxNotifierTest::read).toList();
  }

  private List<Path> files() {
    try (var files = Files.list(folder.resolve("outbox"))) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Arrived read(Path file) {
    try {
      return Received.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void the_same_notice_again_is_the_same_file() {
    var notice = new Notice("run-1-failed", "acme", List.of("a@example.com"), "s", "t");
    notifier().send(notice);
    notifier().send(notice);
    assertThat(files()).containsExactly(folder.resolve("outbox/run-1-failed.eml"));
  }

  @Test
  void an_id_cannot_leave_the_folder() {
    notifier().send(new Notice("../../evil", "acme", List.of("a@example.com"), "s", "t"));
    assertThat(files()).hasSize(1);
    assertThat(folder).isDirectoryNotContaining(f -> !f.endsWith("outbox"));
  }
}
