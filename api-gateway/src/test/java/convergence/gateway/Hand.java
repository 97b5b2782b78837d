package convergence.gateway;

import convergence.port.Message;
import convergence.port.MessageBus;
import convergence.run.Claim;
import convergence.run.RunEvent;
import convergence.run.RunId;
import convergence.run.RunJournal;
import convergence.run.RunLedger;
import convergence.run.RunRequest;
import convergence.run.StepRecord;
import convergence.template.PlannedStep;
import convergence.template.StepSpec;
import jakarta.inject.Provider;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The bus and the worker behind it: does each run's steps at once, unless it is told to rest.
final class Hand implements MessageBus {
  private final Provider<RunLedger> ledger;
  private final InstantSource clock;
  private volatile boolean resting;
  private volatile String failing = "";

  Hand(Provider<RunLedger> ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /// From now on runs stay PENDING.
  void rests() {
    resting = true;
  }

  void works() {
    resting = false;
    failing = "";
  }

  /// From now on a step of this id fails.
  void failsAt(String stepId) {
    failing = stepId;
  }

  @Override
  public void publish(Message message) {
    if (message instanceof RunRequest request && !resting)
      Thread.ofVirtual().start(() -> carryOut(request.run()));
  }

  void carryOut(RunId id) {
    if (!(ledger.get().claim(id, "hand") instanceof Claim.Granted(var run, var plan))) return;
    var journal = new RunJournal(ledger.get(), run);
    for (var step : plan.steps()) {
      if (run.step(step.stepId()).isPresent()) continue;
      boolean fails = step.stepId().equals(failing);
      journal.append(
          new RunEvent.StepStarted(
              step.stepId(), step.index(), step.spec().stepType(), 1, null, clock.instant()));
      journal.append(ended(step, fails));
      if (fails) {
        journal.end(new RunEvent.Failed(clock.instant(), "sql_invalid", "step failed on purpose"));
        return;
      }
    }
    journal.end(new RunEvent.Completed(clock.instant()));
  }

  private RunEvent.StepEnded ended(PlannedStep step, boolean fails) {
    Map<String, Object> metadata =
        step.spec() instanceof StepSpec.Onboarding
            ? Map.of(
                "dataset_created",
                true,
                "tables_created",
                List.of("x_meta_pipeline_runs", "x_meta_step_logs", "x_meta_dq_results"))
            : Map.of();
    return new RunEvent.StepEnded(
        step.stepId(),
        step.index(),
        step.spec().stepType(),
        fails ? StepRecord.Status.FAILED : StepRecord.Status.COMPLETED,
        0,
        0,
        fails ? "sql_invalid" : null,
        fails ? "failed on purpose" : null,
        metadata,
        clock.instant());
  }
}
