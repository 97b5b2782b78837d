package convergence.worker;

import convergence.port.Fact;
import convergence.run.RunEvent.StepEnded;
import java.util.List;

/// How a step ended, as the ledger will be told.
///
/// @param facts rows that are written with it
/// @param stopsRun the run stops, whatever the step's on_failure says: a bug, or the run's time is over
record StepOutcome(StepEnded event, List<Fact> facts, boolean stopsRun) {
  StepOutcome {
    facts = List.copyOf(facts);
  }
}
