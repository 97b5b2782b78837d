package convergence.notification;

import convergence.notice.NoticeEvent;
import convergence.notice.NoticeType;
import convergence.port.Document;
import convergence.port.Json;
import convergence.tenant.TenantId;
import java.time.Instant;
import java.util.Map;

/// A mail that version 1 of the outbox held ready, always the alert of a step; it goes the way of its kind now.
record OldNotice(String id, String tenant, String subject, String text) {
  private static final int OLD = 1;

  /// The event that the outbox's document holds, of whichever version.
  static NoticeEvent event(Document document) {
    if (document.version() > OLD) return Json.read(document.body(), NoticeEvent.class);
    var old = Json.read(document.body(), OldNotice.class);
    var at = document.fields().get("since") instanceof Long since ? since : 0L;
    return new NoticeEvent(
        old.id(),
        new TenantId(old.tenant()),
        NoticeType.STEP_ALERT,
        Instant.ofEpochMilli(at),
        old.subject(),
        old.text(),
        Map.of());
  }
}
