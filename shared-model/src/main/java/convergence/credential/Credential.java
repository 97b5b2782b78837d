package convergence.credential;

import convergence.tenant.TenantId;
import java.time.Instant;

/// A credential as the book keeps it.
///
/// @param hint what its owner may see of it: a client e-mail, or the last four of a key
/// @param sealed Base64, bound to the tenant and to this id
/// @param revision numbers the versions of its row
public record Credential(
    String id,
    TenantId tenant,
    Provider provider,
    String hint,
    String sealed,
    boolean active,
    Instant createdAt,
    Instant updatedAt,
    long revision) {
  /// The same under another seal; its secret is not another.
  Credential resealed(String again) {
    return new Credential(
        id, tenant, provider, hint, again, active, createdAt, updatedAt, revision + 1);
  }

  Credential activated(boolean isActive, Instant now) {
    return new Credential(
        id, tenant, provider, hint, sealed, isActive, createdAt, now, revision + 1);
  }

  Credential replaced(String nextHint, String nextSealed, Instant now) {
    return new Credential(
        id, tenant, provider, nextHint, nextSealed, active, createdAt, now, revision + 1);
  }
}
