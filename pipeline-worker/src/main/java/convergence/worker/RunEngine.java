package convergence.worker;

import convergence.notification.Postman;
import convergence.run.LostLease;
import convergence.run.RunEvent;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Executes a claimed run to its end, on the thread that calls. Never throws: a lost lease ends it without a
/// word, a bug ends the run as FAILED and is logged once.
@Singleton
final class RunEngine {
  private static final Logger LOG = LoggerFactory.getLogger(RunEngine.class);

  private final StepRunner steps;
  private final Postman postman;
  private final InstantSource clock;

  RunEngine(StepRunner steps, Postman postman, InstantSource clock) {
    this.steps = steps;
    this.postman = postman;
    this.clock = clock;
  }

  void execute(LiveRun live) {
    var execution = new Execution(live, steps, postman, clock);
    try {
      live.journal().end(execution.run());
    } catch (LostLease | GivenUp e) {
      live.giveUp();
      LOG.debug("run {} goes on elsewhere", live.id());
    } catch (RuntimeException | StackOverflowError e) {
      if (live.journal().broken()) {
        live.giveUp();
        LOG.warn("run {} cannot be told about; another worker goes on with it", live.id(), e);
        return;
      }
      LOG.error("bug in run {} of tenant {}", live.id(), live.plan().tenant(), e);
      fail(live, execution);
    }
  }

  private void fail(LiveRun live, Execution execution) {
    try {
      execution.abandon();
      live.journal()
          .end(
              new RunEvent.Failed(
                  clock.instant(),
                  "bug",
                  "An internal error ended the run; the log tells more under this run's id."));
    } catch (RuntimeException e) {
      live.giveUp();
      LOG.warn("run {} could not be ended here; its lease runs out", live.id(), e);
    }
  }
}
