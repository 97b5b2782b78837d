package convergence.worker;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits in real time.
@Singleton
@Requires(missingBeans = Pause.class)
final class WallPause implements Pause {
  @Override
  public boolean sleep(Duration time, CountDownLatch stop) throws InterruptedException {
    return !stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
