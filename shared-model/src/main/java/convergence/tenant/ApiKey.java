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
    @Nullable Instant lastUsedAt,
    Instant createdAt,
    long revision) {
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  public boolean usableAt(Instant now) {
    return active && (expiresAt == null || now.isBefore(expiresAt));
  }
}
