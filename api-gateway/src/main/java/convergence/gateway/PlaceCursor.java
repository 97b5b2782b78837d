package convergence.gateway;

import convergence.edge.QueryFields;
import convergence.port.Query;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A place in a list that is ordered by time, opaque to callers. It moves within the tenant's own list only, since
/// the tenant never comes from it.
final class PlaceCursor {
  private static final int DEFAULT_LIMIT = 50;
  private static final int GREATEST_LIMIT = 500;
  private static final Pattern FORM = Pattern.compile("p1:(\\d{1,18}):([\\x21-\\x7e]{1,300})");

  private PlaceCursor() {}

  /// Which part of the list a request asks for.
  record Part(Query.@Nullable Cursor after, int limit) {
    /// Takes `limit` and `cursor`; what they are counts only after the caller's `end()`.
    static Part of(QueryFields query) {
      int limit = query.number("limit", 1, GREATEST_LIMIT, DEFAULT_LIMIT);
      String text = query.text("cursor", 500);
      var after = text == null ? null : read(text);
      if (text != null && after == null)
        query.wrong("cursor", "cursor is the next_cursor of an earlier answer, unchanged.");
      return new Part(after, limit);
    }
  }

  static String write(Query.Cursor place) {
    String text = "p1:" + place.value() + ":" + place.id();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Query.@Nullable Cursor read(String text) {
    try {
      var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      var form = FORM.matcher(plain);
      return form.matches() ? new Query.Cursor(Long.valueOf(form.group(1)), form.group(2)) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
