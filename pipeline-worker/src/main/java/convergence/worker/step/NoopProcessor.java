package convergence.worker.step;

import convergence.template.StepSpec;
import jakarta.inject.Singleton;
import java.time.Duration;

/// `shared.noop`: waits, touches no warehouse.
@Singleton
final class NoopProcessor implements StepProcessor<StepSpec.Noop> {
  @Override
  public Class<StepSpec.Noop> spec() {
    return StepSpec.Noop.class;
  }

  @Override
  public StepResult run(StepSpec.Noop spec, StepContext context) {
    if (spec.sleepMs() > 0) context.sleep(Duration.ofMillis(spec.sleepMs()));
    return StepResult.Done.quietly();
  }
}
