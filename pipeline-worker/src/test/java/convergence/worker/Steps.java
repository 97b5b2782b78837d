package convergence.worker;

import convergence.template.PlannedStep;
import convergence.template.PlannedStep.OnFailure;
import convergence.template.PlannedStep.Trigger;
import convergence.template.StepSpec;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Destination;
import convergence.warehouse.TableRef;
import java.util.List;
import java.util.Map;

/// Steps in few words.
final class Steps {
  private Steps() {}

  static PlannedStep noop(int index, String id, String... after) {
    return step(index, id, new StepSpec.Noop(0), after);
  }

  static PlannedStep nap(int index, String id, int millis, String... after) {
    return step(index, id, new StepSpec.Noop(millis), after);
  }

  /// Fills the table of its own name.
  static PlannedStep load(int index, String id, String... after) {
    return step(index, id, transform(id), after);
  }

  static StepSpec transform(String table) {
    return new StepSpec.Transform(
        BoundSql.of("SELECT 1 AS one"),
        new Destination(
            TableRef.of("acme", table),
            Destination.Mode.OVERWRITE,
            List.of(),
            null,
            null,
            false,
            Map.of()),
        null,
        null);
  }

  static PlannedStep step(int index, String id, StepSpec spec, String... after) {
    return new PlannedStep(
        id, index, List.of(after), Trigger.ON_SUCCESS, OnFailure.STOP, 600, 3, null, spec);
  }

  static PlannedStep when(Trigger trigger, PlannedStep s) {
    return new PlannedStep(
        s.stepId(),
        s.index(),
        s.dependsOn(),
        trigger,
        s.onFailure(),
        s.timeoutSeconds(),
        s.retryAttempts(),
        s.credential(),
        s.spec());
  }

  static PlannedStep onFailure(OnFailure policy, PlannedStep s) {
    return new PlannedStep(
        s.stepId(),
        s.index(),
        s.dependsOn(),
        s.trigger(),
        policy,
        s.timeoutSeconds(),
        s.retryAttempts(),
        s.credential(),
        s.spec());
  }

  static PlannedStep within(long seconds, PlannedStep s) {
    return new PlannedStep(
        s.stepId(),
        s.index(),
        s.dependsOn(),
        s.trigger(),
        s.onFailure(),
        seconds,
        s.retryAttempts(),
        s.credential(),
        s.spec());
  }

  static PlannedStep tries(int again, PlannedStep s) {
    return new PlannedStep(
        s.stepId(),
        s.index(),
        s.dependsOn(),
        s.trigger(),
        s.onFailure(),
        s.timeoutSeconds(),
        again,
        s.credential(),
        s.spec());
  }
}
