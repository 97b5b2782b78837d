package convergence.worker;

import convergence.notice.NoticeEvent;
import convergence.notice.NoticeType;
import convergence.run.RunEvent.StepEnded;
import java.util.Map;

/// Words the notice of a step that failed with on_failure alert: one a step and run.
final class Alerts {
  private Alerts() {}

  static NoticeEvent of(LiveRun live, StepEnded failed) {
    var plan = live.plan();
    return new NoticeEvent(
        live.id() + "-" + failed.stepId() + "-alert",
        plan.tenant(),
        NoticeType.STEP_ALERT,
        failed.at(),
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
                live.id()),
        Map.of(
            "pipeline_logging_id",
            live.id().toString(),
            "pipeline_id",
            plan.pipelineId(),
            "step",
            failed.stepId(),
            "error_code",
            String.valueOf(failed.errorCode())));
  }
}
