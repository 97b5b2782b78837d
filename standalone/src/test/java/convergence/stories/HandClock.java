package convergence.stories;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// The real time, and what a story adds to it by hand. Never goes back.
final class HandClock implements InstantSource {
  private final InstantSource wall = Clock.systemUTC();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  void turns(Duration by) {
    ahead.updateAndGet(before -> before.plus(by));
  }

  @Override
  public Instant instant() {
    return wall.instant().plus(ahead.get());
  }
}
