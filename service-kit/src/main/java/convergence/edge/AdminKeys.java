package convergence.edge;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Knows an admin key when it sees one. Holds only SHA-256 digests and compares them in constant time.
@Singleton
public final class AdminKeys {
  private static final int SHORTEST = 32;
  private final List<byte[]> digests;

  /// @param configured `ADMIN_API_KEY`: one key, or two with a comma between while they are rotated
  public AdminKeys(@Property(name = "convergence.edge.admin-key") @Nullable String configured) {
    var all = new ArrayList<byte[]>();
    if (configured != null && !configured.isBlank())
      for (var key : configured.split(",", -1)) {
        String trimmed = key.strip();
        if (trimmed.length() < SHORTEST)
          throw new IllegalArgumentException(
              "ADMIN_API_KEY has at least " + SHORTEST + " characters; make a longer one");
        all.add(sha256(trimmed));
      }
    this.digests = List.copyOf(all);
  }

  /// Whether there is any; without one the admin routes are closed.
  public boolean configured() {
    return !digests.isEmpty();
  }

  /// Compares in constant time.
  public boolean knows(String presented) {
    var digest = sha256(presented);
    boolean known = false;
    for (var each : digests) known |= MessageDigest.isEqual(each, digest);
    return known;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
