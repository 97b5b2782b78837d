package convergence.gateway;

import convergence.notification.Delivery;
import convergence.notification.Delivery.State;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A line of the delivery log.
///
/// @param target where the channel led when the notice was written
/// @param nextAttemptAt null once it has ended
/// @param error why the last attempt failed
public record DeliveryDocument(
    String deliveryId,
    String event,
    String channel,
    String target,
    String subject,
    String status,
    int attempts,
    Instant createdAt,
    @Nullable Instant nextAttemptAt,
    @Nullable Instant endedAt,
    @Nullable String error) {
  static DeliveryDocument of(Delivery d) {
    return new DeliveryDocument(
        d.id(),
        d.event().type().name().toLowerCase(Locale.ROOT),
        d.channel(),
        d.hint(),
        d.event().subject(),
        d.state().name(),
        d.attempts(),
        RunDocument.micros(d.createdAt()),
        d.state() == State.PENDING ? RunDocument.micros(d.due()) : null,
        d.endedAt() == null ? null : RunDocument.micros(d.endedAt()),
        d.problem());
  }
}
