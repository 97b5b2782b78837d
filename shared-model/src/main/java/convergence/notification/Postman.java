package convergence.notification;

import convergence.notice.NoticeEvent;
import convergence.notification.Delivery.State;
import convergence.port.Background;
import convergence.port.Ids;
import convergence.port.Key;
import convergence.port.Notifier;
import convergence.port.Notifier.Notice;
import convergence.problem.Fault;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what waits in the outbox to the tenants' channels: at least once, under a stable id, again after a pause when
/// a receiver is not there. Works where there is a way to send.
@Singleton
@Requires(beans = Notifier.class)
public final class Postman implements Background, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
  private static final long LOOK_SECONDS = 3;

  private final DeliveryBook book;
  private final NotificationBook channels;
  private final Notifier notifier;
  private final Ids ids;
  private final InstantSource clock;
  private final Semaphore bell = new Semaphore(0);
  private volatile boolean closed;

  public Postman(
      DeliveryBook book,
      NotificationBook channels,
      Notifier notifier,
      Ids ids,
      InstantSource clock) {
    this.book = book;
    this.channels = channels;
    this.notifier = notifier;
    this.ids = ids;
    this.clock = clock;
  }

  /// There is something new in the outbox.
  public void ring() {
    bell.release();
  }

  /// Sends all that is due.
  ///
  /// @return how many were delivered
  public int drain() {
    book.address();
    int sent = 0;
    while (true) {
      var due = book.due();
      for (var key : due) if (send(key)) sent++;
      if (due.size() < 100) return sent;
    }
  }

  private boolean send(Key key) {
    var taken = book.take(key);
    if (taken.isEmpty()) return false;
    var after = attempt(taken.get());
    book.settle(after);
    if (after.state() == State.FAILED)
      LOG.warn("notice {} is given up: {}", after.id(), after.problem());
    else if (after.state() == State.PENDING)
      LOG.info("notice {} waits until {}: {}", after.id(), after.due(), after.problem());
    return after.state() == State.DELIVERED;
  }

  private Delivery attempt(Delivery delivery) {
    try {
      var target = channels.target(delivery.tenant(), delivery.channel());
      if (target.isEmpty()) return delivery.failed("The channel is no more.", clock.instant());
      var event = delivery.event();
      notifier.send(
          new Notice(
              delivery.id(),
              delivery.tenant().value(),
              target.get(),
              event.subject(),
              event.text(),
              about(event)));
      return delivery.delivered(clock.instant());
    } catch (Fault.Permanent e) {
      return delivery.failed(String.valueOf(e.getMessage()), clock.instant());
    } catch (Fault e) {
      return delivery.postponed(String.valueOf(e.getMessage()), clock.instant(), ids.fraction());
    }
  }

  private static Map<String, Object> about(NoticeEvent event) {
    var about = new HashMap<String, Object>();
    about.put("event", event.type().wire());
    about.put("occurred_at", event.at());
    about.put("data", event.data());
    return about;
  }

  @Override
  public void start() {
    Thread.ofPlatform().daemon().name("postman").start(this::work);
  }

  private void work() {
    while (!closed) {
      try {
        drain();
        var _ = bell.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS);
        bell.drainPermits();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        if (!closed) LOG.error("the outbox could not be drained", e);
        pauseAfterError();
      }
    }
  }

  private void pauseAfterError() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @PreDestroy
  @Override
  public void close() {
    closed = true;
    bell.release();
  }
}
