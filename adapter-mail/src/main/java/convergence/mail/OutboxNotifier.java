package convergence.mail;

import convergence.port.Notifier;
import convergence.problem.Fault;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Properties;

/// Writes each notice as a file `{id}.eml` into a folder, whole or not at all; the same id again is the
/// same file.
final class OutboxNotifier implements Notifier {
  private final Path folder;
  private final String from;
  private final InstantSource clock;
  private final Session session = Session.getInstance(new Properties());

  OutboxNotifier(Path folder, String from, InstantSource clock) {
    this.folder = folder;
    this.from = from;
    this.clock = clock;
  }

  @Override
  public void send(Notice notice) {
    var letter = Letter.of(notice, from, clock.instant(), session);
    try {
      var bytes = new ByteArrayOutputStream();
      letter.writeTo(bytes);
      Files.createDirectories(folder);
      var name = Letter.name(notice.id());
      // Two senders of one notice must not write into each other's file.
      Path fresh =
          Files.createTempFile(folder, name.substring(0, Math.min(50, name.length())), ".new");
      write(fresh, bytes.toByteArray());
      Files.move(
          fresh,
          folder.resolve(name + ".eml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Fault.Transient("mail_unavailable", "The outbox folder cannot be written.", e);
    } catch (MessagingException e) {
      throw new Fault.Permanent("notice_invalid", "The notice cannot be written as a mail.", e);
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) channel.write(rest);
      channel.force(true);
    }
  }
}
