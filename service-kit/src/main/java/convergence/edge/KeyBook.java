package convergence.edge;

import convergence.directory.ApiKeyBook;
import convergence.directory.TenantDirectory;
import convergence.tenant.ApiKey;
import convergence.tenant.KeyForm;
import convergence.tenant.TenantId;
import convergence.tenant.TenantStatus;
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

  private final ApiKeyBook keys;
  private final TenantDirectory directory;
  private final InstantSource clock;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Map<TenantId, Standing> standings = new ConcurrentHashMap<>();

  KeyBook(ApiKeyBook keys, TenantDirectory directory, InstantSource clock) {
    this.keys = keys;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param changes as of the look-up: what this process changes counts at once
  private record Seen(ApiKey found, Instant until, long changes) {}

  private record Standing(boolean cancelled, Instant until, long changes) {}

  /// The key, if it exists, is active and has not expired. Junk costs no look-up.
  Optional<ApiKey> usable(String presented) {
    if (KeyForm.tenantOf(presented).isEmpty()) return Optional.empty();
    Instant now = clock.instant();
    long changes = keys.changes();
    String sha256 = KeyForm.sha256(presented);
    var known = seen.get(sha256);
    if (known != null && known.changes() == changes && now.isBefore(known.until()))
      return Optional.of(known.found()).filter(key -> key.usableAt(now));
    var found = keys.find(presented).filter(key -> key.usableAt(now));
    if (found.isEmpty()) seen.remove(sha256);
    found.ifPresent(key -> remember(sha256, new Seen(key, now.plus(REMEMBERED), changes), now));
    return found;
  }

  /// Whether the tenant's routes are closed.
  boolean isCancelled(TenantId tenant) {
    Instant now = clock.instant();
    long changes = keys.changes();
    var known = standings.get(tenant);
    if (known != null && known.changes() == changes && now.isBefore(known.until()))
      return known.cancelled();
    boolean cancelled =
        directory.find(tenant).filter(t -> t.status() == TenantStatus.CANCELLED).isPresent();
    if (standings.size() >= AT_MOST) standings.clear();
    standings.put(tenant, new Standing(cancelled, now.plus(REMEMBERED), changes));
    return cancelled;
  }

  private void remember(String sha256, Seen found, Instant now) {
    if (seen.size() >= AT_MOST) seen.clear();
    seen.put(sha256, found);
    var hour = now.truncatedTo(ChronoUnit.HOURS);
    if (!hour.equals(found.found().lastUsedAt())) keys.used(found.found());
  }
}
