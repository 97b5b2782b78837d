package convergence.bigquery.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Names made of contents.
public final class Hashes {
  private Hashes() {}

  /// In hexadecimal.
  public static String sha256(String text) {
    return HexFormat.of().formatHex(digest(text));
  }

  /// Short, as the service's etags look.
  public static String etag(String content) {
    return Base64.getEncoder().encodeToString(Arrays.copyOf(digest(content), 16));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
