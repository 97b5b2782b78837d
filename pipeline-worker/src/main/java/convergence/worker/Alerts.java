package convergence.worker;

import convergence.directory.TenantDirectory;
import convergence.port.Notifier.Notice;
import convergence.run.RunEvent.StepEnded;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// Words the notice of a step that failed with on_failure alert: one a step and run, to the tenant's admin.
@Singleton
final class Alerts {
  private final TenantDirectory directory;

  Alerts(TenantDirectory directory) {
    this.directory = directory;
  }

  /// Empty when the tenant has nobody to write to.
  Optional<Notice> of(LiveRun live, StepEnded failed) {
    var plan = live.plan();
    return directory
        .find(plan.tenant())
        .flatMap(tenant -> Optional.ofNullable(tenant.adminEmail()))
        .map(
            address ->
                new Notice(
                    live.id() + "-" + failed.stepId() + "-alert",
                    plan.tenant().value(),
                    List.of(address),
                    "Step %s of pipeline %s failed".formatted(failed.stepId(), plan.pipelineId()),
                    """
                    Step %s of pipeline %s failed with %s: %s

                    The run goes on, as the step's on_failure says. Run %s.
                    """
                        .formatted(
                            failed.stepId(),
                            plan.pipelineId(),
                            failed.errorCode(),
                            failed.errorMessage(),
                            live.id())));
  }
}
