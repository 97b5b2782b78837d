package convergence.notification;

import convergence.notice.NoticeType;
import convergence.notification.NotificationSettings.Kind;
import convergence.port.Secret;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A hook as its tenant writes it.
///
/// @param id of one that is there; null: a new one
/// @param url null: as it is
/// @param signer what signs its calls; null: as it is, or nothing (Slack)
public record HookOrder(
    @Nullable String id,
    Kind kind,
    @Nullable Secret url,
    @Nullable Secret signer,
    Set<NoticeType> events) {
  public HookOrder {
    events = Set.copyOf(events);
  }
}
