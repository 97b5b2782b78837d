package convergence.edge;

import convergence.directory.TenantDirectory;
import convergence.tenant.ApiKey;
import convergence.tenant.KeyForm;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Tells which API key was shown. Remembers good keys for a few seconds, so that a busy caller costs no
/// look-up; a key that was revoked is refused everywhere within that time (the ruling allows 60 s).
@Singleton
final class KeyBook {
  private static final Duration REMEMBERED = Duration.ofSeconds(10);
  private static final int AT_MOST = 10_000;

  private final TenantDirectory directory;
  private final InstantSource clock;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  KeyBook(TenantDirectory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  private record Seen(ApiKey key, Instant until) {}

  /// The key, if it exists, is active and has not expired. Junk costs no look-up.
  Optional<ApiKey> usable(String presented) {
    if (KeyForm.tenantOf(presented).isEmpty()) return Optional.empty();
    Instant now = clock.instant();
    String sha256 = KeyForm.sha256(presented);
    var known = seen.get(sha256);
    if (known != null && now.isBefore(known.until()))
      return Optional.of(known.key()).filter(key -> key.usableAt(now));
    var found = directory.findKey(presented).filter(key -> key.usableAt(now));
    if (found.isEmpty()) seen.remove(sha256);
    found.ifPresent(key -> remember(sha256, key, now));
    return found;
  }

  private void remember(String sha256, ApiKey key, Instant now) {
    if (seen.size() >= AT_MOST) seen.clear();
    seen.put(sha256, new Seen(key, now.plus(REMEMBERED)));
    if (!now.truncatedTo(ChronoUnit.HOURS).equals(key.lastUsedAt())) directory.used(key);
  }
}
