package convergence.run;

import convergence.notice.NoticeEvent;
import convergence.notice.NoticeType;
import java.util.Map;

/// Words what a tenant hears of a run that failed.
final class RunNotices {
  private RunNotices() {}

  static NoticeEvent failed(Run run, RunState.Failed failed) {
    return new NoticeEvent(
        run.id() + "-failed",
        run.tenant(),
        NoticeType.RUN_FAILED,
        failed.at(),
        "Pipeline %s failed".formatted(run.pipelineId()),
        "Run %s of pipeline %s failed with %s: %s"
            .formatted(run.id(), run.pipelineId(), failed.errorCode(), failed.message()),
        Map.of(
            "pipeline_logging_id",
            run.id().toString(),
            "pipeline_id",
            run.pipelineId(),
            "error_code",
            failed.errorCode()));
  }
}
