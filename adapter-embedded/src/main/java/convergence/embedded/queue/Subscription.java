package convergence.embedded.queue;

import convergence.port.Json;
import convergence.port.Message;
import convergence.port.MessageHandler;
import convergence.port.MessageHandler.Disposition;
import convergence.port.Permits.Permit;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One handler, its queue and the thread that feeds it.
final class Subscription<M extends Message> {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  private final MessageHandler<M> handler;
  private final ScheduledExecutorService clock;
  private final BackOff backOff;
  private final Consumer<DeadLetter> deadLetters;
  private final int capacity;
  private final Turns<Letter> waiting = new Turns<>();

  /// One for each letter that waits, so that a permit is taken only when there is something to do.
  private final Semaphore rings = new Semaphore(0);

  /// Waiting, in work, or pausing before they wait again.
  private final AtomicInteger present = new AtomicInteger();

  /// One party for the subscription itself and one for each call of the handler.
  private final Phaser calls = new Phaser(1);

  private final Thread pump;

  Subscription(
      MessageHandler<M> handler,
      ScheduledExecutorService clock,
      BackOff backOff,
      int capacity,
      Consumer<DeadLetter> deadLetters) {
    this.handler = handler;
    this.clock = clock;
    this.backOff = backOff;
    this.capacity = capacity;
    this.deadLetters = deadLetters;
    this.pump = Thread.ofVirtual().name("pump-" + handler.topic()).unstarted(this::pump);
  }

  void start() {
    pump.start();
  }

  /// @param turn whose message it is
  /// @return false: it is full
  boolean offer(String json, String turn) {
    if (present.incrementAndGet() > capacity) {
      present.decrementAndGet();
      return false;
    }
    add(new Letter(json, turn, 1));
    return true;
  }

  private void add(Letter letter) {
    waiting.add(letter.turn(), letter);
    rings.release();
  }

  private void pump() {
    try {
      while (true) {
        rings.acquire();
        var permit = handler.permits().acquire();
        var letter = waiting.take();
        permit.whenReturned(() -> waiting.returned(letter.turn()));
        calls.register();
        Thread.ofVirtual().name("handle-" + handler.topic()).start(() -> hand(letter, permit));
      }
    } catch (InterruptedException e) {
      LOG.debug("no more messages of {} are handed out", handler.topic());
    }
  }

  private void hand(Letter letter, Permit permit) {
    try {
      var refusal = deliver(letter, permit);
      if (refusal == null) {
        present.decrementAndGet();
      } else {
        // Whoever refused the message has no work behind it; closing twice is closing once.
        permit.close();
        again(letter, refusal);
      }
    } finally {
      calls.arriveAndDeregister();
    }
  }

  /// @return null: done; else why it must come again
  private @Nullable String deliver(Letter letter, Permit permit) {
    try {
      M message = Json.read(letter.json(), handler.type());
      return switch (handler.handle(message, permit)) {
        case Disposition.DONE -> null;
        case Disposition.REDELIVER -> "the handler asked for it again";
      };
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      if (letter.delivery() == 1)
        LOG.error("a message of {} failed and comes again: {}", handler.topic(), letter.json(), e);
      return e.toString();
    }
  }

  private void again(Letter letter, String why) {
    if (letter.delivery() >= backOff.deliveries()) {
      present.decrementAndGet();
      deadLetters.accept(new DeadLetter(handler.topic(), letter.json(), letter.delivery(), why));
      return;
    }
    var next = new Letter(letter.json(), letter.turn(), letter.delivery() + 1);
    long pause = backOff.after(letter.delivery()).toMillis();
    var _ = clock.schedule(() -> add(next), pause, TimeUnit.MILLISECONDS);
  }

  /// Hands out no more, and waits for running handlers.
  ///
  /// @return false: some still run after that time
  boolean stop(Duration patience) throws InterruptedException {
    pump.interrupt();
    pump.join();
    int phase = calls.arriveAndDeregister();
    try {
      calls.awaitAdvanceInterruptibly(phase, patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /// @param delivery 1 for the first
  private record Letter(String json, String turn, int delivery) {}
}
