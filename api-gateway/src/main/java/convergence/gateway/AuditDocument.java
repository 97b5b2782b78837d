package convergence.gateway;

import convergence.audit.AuditEntry;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A line of the audit trail.
///
/// @param actor api_key, admin_key, none (authentication was off) or system
/// @param apiKeyId which key, of an api_key
public record AuditDocument(
    String auditId,
    String tenantId,
    Instant at,
    String actor,
    @Nullable String apiKeyId,
    @Nullable String userId,
    String action,
    String target,
    Map<String, Object> details) {
  public AuditDocument {
    details = Map.copyOf(details);
  }

  static AuditDocument of(AuditEntry entry) {
    var actor = entry.actor();
    var change = entry.change();
    return new AuditDocument(
        entry.id(),
        entry.tenant().value(),
        RunDocument.micros(entry.at()),
        actor.means().name().toLowerCase(Locale.ROOT),
        actor.apiKeyId(),
        actor.userId(),
        change.action(),
        change.target(),
        change.details());
  }
}
