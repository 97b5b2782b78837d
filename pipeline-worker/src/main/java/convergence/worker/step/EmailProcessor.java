package convergence.worker.step;

import convergence.port.Notifier;
import convergence.port.Notifier.Notice;
import convergence.run.Run;
import convergence.run.StepRecord;
import convergence.template.StepSpec;
import jakarta.inject.Singleton;

/// `shared.email_notification`: sends a notice, at least once and under the same id.
@Singleton
final class EmailProcessor implements StepProcessor<StepSpec.Email> {
  private final Notifier notifier;

  EmailProcessor(Notifier notifier) {
    this.notifier = notifier;
  }

  @Override
  public Class<StepSpec.Email> spec() {
    return StepSpec.Email.class;
  }

  @Override
  public StepResult run(StepSpec.Email spec, StepContext context) {
    if (spec.to().isEmpty())
      return new StepResult.Skipped(
          "nobody to write to: give the step to_emails or the tenant an admin_email");
    context.leave();
    var run = context.run();
    notifier.send(
        new Notice(
            context.stableId(),
            run.tenant().value(),
            spec.to(),
            spec.subject(),
            spec.body() + footer(run)));
    return StepResult.Done.quietly();
  }

  /// What a reader needs to find the run, and why it is being told.
  private static String footer(Run run) {
    var text = new StringBuilder("\n\n-- \n");
    text.append("Pipeline ")
        .append(run.pipelineId())
        .append(", run ")
        .append(run.id())
        .append('\n');
    for (var step : run.steps())
      if (step.status() == StepRecord.Status.FAILED)
        text.append("Step ")
            .append(step.stepId())
            .append(" failed (")
            .append(step.errorCode())
            .append("): ")
            .append(step.errorMessage())
            .append('\n');
    return text.toString();
  }
}
