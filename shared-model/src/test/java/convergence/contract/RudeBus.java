package convergence.contract;

import convergence.port.Message;
import convergence.port.MessageBus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A bus with the manners that the contract allows: it doubles, loses or holds back messages, as told.
/// Thread-safe.
public final class RudeBus implements MessageBus {
  private final MessageBus bus;
  private final List<Message> held = new ArrayList<>();
  private final AtomicInteger published = new AtomicInteger();
  private Manners manners = Manners.POLITE;
  private int toDrop;

  private enum Manners {
    POLITE,
    DOUBLES,
    DROPS,
    HOLDS
  }

  /// @param bus carries what is let through
  public RudeBus(MessageBus bus) {
    this.bus = bus;
  }

  /// Every message comes twice.
  public synchronized void doublesEveryMessage() {
    manners = Manners.DOUBLES;
  }

  /// Every message is lost, and the publisher does not learn of it.
  public synchronized void dropsEveryMessage() {
    manners = Manners.DROPS;
  }

  /// The next messages are lost.
  public synchronized void dropsNext(int messages) {
    toDrop = messages;
  }

  /// Messages wait until [#releases] or [#behaves].
  public synchronized void holdsEveryMessage() {
    manners = Manners.HOLDS;
  }

  /// Lets go what was held, the latest first.
  public synchronized void releases() {
    held.reversed().forEach(bus::publish);
    held.clear();
  }

  /// From now on messages come once and at once.
  public synchronized void behaves() {
    manners = Manners.POLITE;
    toDrop = 0;
    releases();
  }

  /// How many messages were handed to it, lost ones too.
  public int published() {
    return published.get();
  }

  @Override
  public void publish(Message message) {
    published.incrementAndGet();
    for (int i = copies(message); i > 0; i--) bus.publish(message);
  }

  private synchronized int copies(Message message) {
    if (toDrop > 0) {
      toDrop--;
      return 0;
    }
    return switch (manners) {
      case POLITE -> 1;
      case DOUBLES -> 2;
      case DROPS -> 0;
      case HOLDS -> {
        held.add(message);
        yield 0;
      }
    };
  }
}
