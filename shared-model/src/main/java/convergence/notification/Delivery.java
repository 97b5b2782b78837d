package convergence.notification;

import convergence.notice.NoticeEvent;
import convergence.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A notice on its way to one channel, and how far it has come: a line of the delivery log.
///
/// @param id stable over all attempts; what the receiver sees
/// @param channel `email`, `slack` or a webhook's id
/// @param hint where that leads, as far as it may be shown
/// @param due when it is tried next; of no meaning once it has ended
/// @param problem why the last attempt failed; null: it did not
public record Delivery(
    String id,
    NoticeEvent event,
    String channel,
    String hint,
    State state,
    int attempts,
    Instant createdAt,
    Instant due,
    @Nullable Instant endedAt,
    @Nullable String problem) {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration GIVEN_UP = Duration.ofDays(3);
  private static final int TRIED_OFTEN = 10;

  /// Who sends has so long before another may try.
  private static final Duration AT_WORK = Duration.ofMinutes(1);

  public enum State {
    PENDING,
    DELIVERED,
    FAILED
  }

  public TenantId tenant() {
    return event.tenant();
  }

  static Delivery fresh(NoticeEvent event, String channel, String hint, Instant now) {
    String id = channel.equals("email") ? event.id() : event.id() + "-" + channel;
    return new Delivery(id, event, channel, hint, State.PENDING, 0, now, now, null, null);
  }

  boolean dueAt(Instant now) {
    return state == State.PENDING && !due.isAfter(now);
  }

  /// One more attempt begins; if nothing is heard of it, it is tried again.
  Delivery tried(Instant now) {
    return new Delivery(
        id, event, channel, hint, state, attempts + 1, createdAt, now.plus(AT_WORK), null, problem);
  }

  Delivery delivered(Instant now) {
    return new Delivery(
        id, event, channel, hint, State.DELIVERED, attempts, createdAt, due, now, null);
  }

  Delivery failed(String why, Instant now) {
    return new Delivery(id, event, channel, hint, State.FAILED, attempts, createdAt, due, now, why);
  }

  /// Again after a pause that doubles; given up after three days.
  ///
  /// @param chance 0 to 1: spreads those that failed together
  Delivery postponed(String why, Instant now, double chance) {
    // Who was down for days has not tried for days.
    if (attempts >= TRIED_OFTEN && !now.isBefore(createdAt.plus(GIVEN_UP))) return failed(why, now);
    long pause = FIRST_PAUSE.toMillis() << Math.min(attempts - 1, 20);
    long bounded = Math.min(pause, LONGEST_PAUSE.toMillis());
    var next = now.plusMillis(bounded + (long) (chance * bounded / 4));
    return new Delivery(
        id, event, channel, hint, State.PENDING, attempts, createdAt, next, null, why);
  }
}
