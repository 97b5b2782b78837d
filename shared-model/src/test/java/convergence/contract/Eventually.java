package convergence.contract;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for a fact, with a deadline that only a broken system meets.
public final class Eventually {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private Eventually() {}

  /// Returns once the fact holds.
  ///
  /// @param fact what is waited for, in words
  public static void until(String fact, BooleanSupplier holds) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) fail("it did not come true in " + DEADLINE + ": " + fact);
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }
}
