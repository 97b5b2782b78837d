package convergence.gateway;

import convergence.credential.Credential;
import java.time.Instant;

/// A credential as its owner reads it: never the secret, only a hint of which one it is.
///
/// @param status ACTIVE, INACTIVE, or QUEUED until the queue is processed
public record CredentialDocument(
    String credentialId,
    String tenantId,
    String provider,
    String hint,
    String status,
    boolean isActive,
    Instant createdAt,
    Instant updatedAt) {
  static CredentialDocument of(Credential c) {
    return of(c, c.active() ? "ACTIVE" : "INACTIVE", c.active());
  }

  static CredentialDocument queued(Credential c) {
    return of(c, "QUEUED", false);
  }

  private static CredentialDocument of(Credential c, String status, boolean active) {
    return new CredentialDocument(
        c.id(),
        c.tenant().value(),
        c.provider().name(),
        c.hint(),
        status,
        active,
        RunDocument.micros(c.createdAt()),
        RunDocument.micros(c.updatedAt()));
  }
}
