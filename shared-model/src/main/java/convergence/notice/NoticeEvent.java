package convergence.notice;

import convergence.tenant.TenantId;
import java.time.Instant;
import java.util.Map;

/// Something that happened and that a tenant may want to hear of.
///
/// @param id stable: the same happening has the same id, however often it is written down or sent
/// @param data what programs read of it, JSON values
public record NoticeEvent(
    String id,
    TenantId tenant,
    NoticeType type,
    Instant at,
    String subject,
    String text,
    Map<String, Object> data) {
  public NoticeEvent {
    data = Map.copyOf(data);
  }
}
