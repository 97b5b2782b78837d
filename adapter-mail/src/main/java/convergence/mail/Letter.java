package convergence.mail;

import convergence.port.Notifier.Notice;
import convergence.problem.Fault;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;

/// A notice as a mail message. What would break out of its header is refused.
final class Letter extends MimeMessage {
  // Stricter than RFC 5322, which also has groups, comments and quoted names.
  private static final Pattern PLAIN =
      Pattern.compile(
          "[^\\s\\p{Cntrl}@<>(),;:\"\\\\\\[\\]]+@[^\\s\\p{Cntrl}@<>(),;:\"\\\\\\[\\]]+");

  private static final String SAFE =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

  private final String messageId;

  private Letter(Session session, String messageId) {
    super(session);
    this.messageId = messageId;
  }

  /// @throws Fault.Permanent code `notice_invalid`: no mail server could take it
  static Letter of(Notice notice, String from, Instant now, Session session) {
    refuseControls("subject", notice.subject());
    var letter =
        new Letter(session, "<" + name(notice.id()) + from.substring(from.indexOf('@')) + ">");
    try {
      letter.setFrom(new InternetAddress(from, true));
      for (var to : notice.to()) letter.addRecipient(RecipientType.TO, address(to));
      letter.setSubject(notice.subject(), "UTF-8");
      letter.setText(notice.text(), "UTF-8");
      letter.setSentDate(Date.from(now));
      letter.setHeader("Auto-Submitted", "auto-generated");
      letter.saveChanges();
    } catch (MessagingException e) {
      throw new Fault.Permanent("notice_invalid", "The notice cannot be written as a mail.", e);
    }
    return letter;
  }

  /// The notice's id as a name that a header and a file may have; two ids never give one name.
  static String name(String id) {
    var name = new StringBuilder();
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      if (SAFE.indexOf(b) >= 0) name.append((char) b);
      else name.append('=').append(String.format("%02x", b & 0xff));
    }
    return name.toString();
  }

  /// One plain address with a domain, nothing around it.
  static boolean isAddress(String text) {
    if (!PLAIN.matcher(text).matches()) return false;
    try {
      new InternetAddress(text, true).validate();
      return true;
    } catch (AddressException e) {
      return false;
    }
  }

  private static InternetAddress address(String text) throws AddressException {
    refuseControls("recipient", text);
    if (!isAddress(text))
      throw new Fault.Permanent("notice_invalid", "A recipient is not one plain e-mail address.");
    return new InternetAddress(text, true);
  }

  private static void refuseControls(String what, String text) {
    for (int i = 0; i < text.length(); i++)
      if (Character.isISOControl(text.charAt(i)))
        throw new Fault.Permanent(
            "notice_invalid",
            "The " + what + " of a notice is one line without control characters.");
  }

  /// The id is the notice's, however often it is sent.
  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", messageId);
  }
}
