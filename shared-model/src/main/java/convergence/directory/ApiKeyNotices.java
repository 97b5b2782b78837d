package convergence.directory;

import convergence.notice.NoticeEvent;
import convergence.notice.NoticeType;
import convergence.tenant.ApiKey;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/// Words what a tenant hears of its keys.
final class ApiKeyNotices {
  private ApiKeyNotices() {}

  static NoticeEvent rotated(ApiKey old, ApiKey fresh, Instant now) {
    return new NoticeEvent(
        "key-" + fresh.id() + "-rotated",
        old.tenant(),
        NoticeType.KEY_ROTATED,
        now,
        "API key \"%s\" was rotated".formatted(old.name()),
        "The API key \"%s\" (%s) of tenant %s was replaced by %s. If nobody of yours did that, revoke both."
            .formatted(old.name(), old.id(), old.tenant(), fresh.id()),
        Map.of("api_key_id", old.id(), "new_api_key_id", fresh.id(), "key_name", old.name()));
  }

  static NoticeEvent expiring(ApiKey key, Instant now) {
    var end = Objects.requireNonNull(key.expiresAt());
    return new NoticeEvent(
        "key-" + key.id() + "-expiring",
        key.tenant(),
        NoticeType.KEY_EXPIRING,
        now,
        "API key \"%s\" is about to expire".formatted(key.name()),
        "The API key \"%s\" (%s) of tenant %s is refused from %s on. Rotate it before."
            .formatted(key.name(), key.id(), key.tenant(), end),
        Map.of("api_key_id", key.id(), "key_name", key.name(), "expires_at", end.toString()));
  }
}
