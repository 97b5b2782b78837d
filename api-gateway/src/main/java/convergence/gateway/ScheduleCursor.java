package convergence.gateway;

import convergence.port.Query;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// A place in a list of schedules, opaque to callers; the tenant never comes from it.
final class ScheduleCursor {
  private static final Pattern FORM = Pattern.compile("s1:(\\d{1,18}):([0-9a-f-]{36})");

  private ScheduleCursor() {}

  static String write(Query.Cursor place) {
    String text = "s1:" + place.value() + ":" + place.id();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// Empty when it is none of ours.
  static Optional<Query.Cursor> read(String text) {
    try {
      var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      var form = FORM.matcher(plain);
      return form.matches()
          ? Optional.of(new Query.Cursor(Long.valueOf(form.group(1)), form.group(2)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
