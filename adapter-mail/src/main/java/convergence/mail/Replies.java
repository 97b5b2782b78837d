package convergence.mail;

import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/// What a mail server answered to a message that it did not take, as reply codes (RFC 5321 §4.2).
///
/// @param refusals codes of 400 and above, for recipients, sender or content; 0 where there was none
record Replies(List<Integer> refusals) {
  Replies {
    refusals = List.copyOf(refusals);
  }

  static Replies of(MessagingException failure) {
    var codes = new ArrayList<Integer>();
    Exception next = failure;
    while (next instanceof MessagingException e) {
      int code = code(e);
      if (code == 0 || code >= 400) codes.add(code);
      next = e.getNextException();
    }
    // A lost connection ends the chain: whatever came before it, trying again may help.
    if (next != null) codes.add(0);
    return new Replies(codes);
  }

  private static int code(MessagingException failure) {
    return switch (failure) {
      case SMTPAddressFailedException e -> e.getReturnCode();
      case SMTPSenderFailedException e -> e.getReturnCode();
      case SMTPSendFailedException e -> e.getReturnCode();
      // Only wraps what comes next in its chain.
      case MessagingException e -> e.getNextException() == null ? 0 : 250;
    };
  }

  /// True when each refusal is one that the server will repeat.
  boolean areAllForGood() {
    return !refusals.isEmpty() && refusals.stream().allMatch(code -> code >= 500);
  }
}
