package convergence.tenant;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the books know of an API key: never the key itself, only its SHA-256 and a sealed copy that no route
/// opens.
///
/// @param sha256 hex of the key's SHA-256: the name under which it is looked up
/// @param sealedCopy Base64, purpose `api_key`
/// @param expiresAt null: never
/// @param warned whether its tenant was told that it is about to expire
/// @param lastUsedAt to the hour; null: never
public record ApiKey(
    String id,
    TenantId tenant,
    String sha256,
    String sealedCopy,
    String name,
    Set<Scope> scopes,
    boolean active,
    @Nullable Instant expiresAt,
    boolean warned,
    @Nullable Instant lastUsedAt,
    Instant createdAt,
    long revision) {
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  public boolean usableAt(Instant now) {
    return active && (expiresAt == null || now.isBefore(expiresAt));
  }

  /// Refused from now on.
  public ApiKey revoked() {
    return with(false, expiresAt, warned, lastUsedAt);
  }

  /// Refused from then on, if not earlier; who replaced it knows, so nobody is told again.
  public ApiKey endingAt(Instant end) {
    boolean earlier = expiresAt != null && expiresAt.isBefore(end);
    return with(active, earlier ? expiresAt : end, true, lastUsedAt);
  }

  public ApiKey usedIn(Instant hour) {
    return with(active, expiresAt, warned, hour);
  }

  public ApiKey warnedOf() {
    return with(active, expiresAt, true, lastUsedAt);
  }

  private ApiKey with(
      boolean isActive, @Nullable Instant end, boolean told, @Nullable Instant used) {
    return new ApiKey(
        id,
        tenant,
        sha256,
        sealedCopy,
        name,
        scopes,
        isActive,
        end,
        told,
        used,
        createdAt,
        revision + 1);
  }
}
