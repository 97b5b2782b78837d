package convergence.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Time that a story turns by hand.
final class HandClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-03-02T12:00:30Z");

  @Override
  public Instant instant() {
    return now;
  }

  void turn(Duration by) {
    now = now.plus(by);
  }

  void set(String instant) {
    now = Instant.parse(instant);
  }
}
