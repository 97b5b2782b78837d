package convergence.worker;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How much a worker takes on.
///
/// @param permits runs in work at once; the warehouse bounds its own jobs
/// @param handoverLimit `RUN_HANDOVER_LIMIT`: a run that so many workers did not bring to an end is FAILED
/// @param farewell how long a worker that is told to stop waits for its runs to end by themselves
@ConfigurationProperties("convergence.worker")
public record WorkerConfig(
    @Bindable(defaultValue = "64") int permits,
    @Bindable(defaultValue = "4s") Duration farewell,
    @Bindable(defaultValue = "10") int handoverLimit) {
  public WorkerConfig {
    if (handoverLimit < 1)
      throw new IllegalArgumentException("convergence.worker.handover-limit must be at least 1");
    if (permits < 1)
      throw new IllegalArgumentException("convergence.worker.permits must be at least 1");
    if (farewell.isNegative() || farewell.compareTo(Duration.ofSeconds(6)) > 0)
      throw new IllegalArgumentException("convergence.worker.farewell must be 0s to 6s");
  }
}
