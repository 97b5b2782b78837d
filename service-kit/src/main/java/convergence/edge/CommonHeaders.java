package convergence.edge;

import convergence.edge.RateWindow.Standing;
import convergence.port.Ids;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What every answer carries, whoever writes it: the framework, or a connection's handler below it.
final class CommonHeaders {
  static final String REQUEST_ID = "X-Request-Id";
  private static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";

  private CommonHeaders() {}

  /// What keeps a browser from doing more with an answer than it is meant for.
  static void secure(
      Predicate<String> present, BiConsumer<String, String> set, boolean production) {
    set.accept("X-Content-Type-Options", "nosniff");
    set.accept("X-Frame-Options", "DENY");
    set.accept("Referrer-Policy", "no-referrer");
    if (!present.test(CONTENT_SECURITY_POLICY))
      set.accept(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    if (production) set.accept("Strict-Transport-Security", "max-age=31536000");
  }

  /// Draft 6 of RateLimit header fields, which clients know.
  static void tell(@Nullable Standing standing, BiConsumer<String, String> set) {
    if (standing == null) return;
    set.accept("RateLimit-Limit", Integer.toString(standing.limit()));
    set.accept("RateLimit-Remaining", Integer.toString(standing.remaining()));
    set.accept("RateLimit-Reset", Long.toString(standing.resetSeconds()));
    set.accept("RateLimit-Policy", standing.limit() + ";w=" + standing.windowMillis() / 1000);
  }

  /// The caller's id for its request, if it is fit for a log; else one of ours.
  static String requestId(@Nullable String sent, Ids ids) {
    return sent != null && isName(sent) ? sent : ids.uuid().toString();
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > 128) return false;
    for (int i = 0; i < text.length(); i++) if (!isNameLetter(text.charAt(i))) return false;
    return true;
  }

  private static boolean isNameLetter(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "-_.:".indexOf(c) >= 0);
  }
}
