package convergence.mail;

import convergence.contract.NotifierContract.Arrived;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Properties;

/// Reads a mail as its receiver does.
final class Received {
  private Received() {}

  static Arrived of(byte[] mail) {
    try {
      var message =
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
      return new Arrived(
          message.getMessageID(),
          Arrays.stream(message.getAllRecipients()).map(Received::address).toList(),
          message.getSubject(),
          ((String) message.getContent()).replace("\r\n", "\n"));
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String address(Address address) {
    return ((InternetAddress) address).getAddress();
  }
}
