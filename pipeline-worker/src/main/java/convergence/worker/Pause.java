package convergence.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// Lets a thread wait: by the clock on the wall, or in stories by one that is turned by hand.
public interface Pause {
  /// Waits that long, or until `stop` opens.
  ///
  /// @return true: the time is over; false: `stop` came first
  boolean sleep(Duration time, CountDownLatch stop) throws InterruptedException;
}
