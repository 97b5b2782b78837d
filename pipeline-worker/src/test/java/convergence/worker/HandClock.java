package convergence.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Time that a story turns by hand; who pauses waits for the hand.
final class HandClock implements InstantSource, Pause {
  private final AtomicInteger sleepers = new AtomicInteger();
  private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void turn(Duration by) {
    now = now.plus(by);
  }

  int sleepers() {
    return sleepers.get();
  }

  @Override
  public boolean sleep(Duration time, CountDownLatch stop) throws InterruptedException {
    Instant until = now.plus(time);
    sleepers.incrementAndGet();
    try {
      while (now.isBefore(until)) if (stop.await(2, TimeUnit.MILLISECONDS)) return false;
      return true;
    } finally {
      sleepers.decrementAndGet();
    }
  }
}
