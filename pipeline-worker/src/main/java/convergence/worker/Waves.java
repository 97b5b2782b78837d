package convergence.worker;

import convergence.template.PipelinePlan;
import convergence.template.PlannedStep;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which steps begin now and which never will, given how the others stand. Pure: the law of depends_on, trigger
/// and on_failure.
///
/// A step may begin as soon as all that it depends on have ended. A failure with on_failure stop, a bug and
/// the run's own timeout make the run *stopping*: then no on_success step begins any more, while on_failure and
/// always steps still do. A skipped step stands in nobody's way: it was skipped because its trigger did not
/// hold or because it had nothing to do.
final class Waves {
  enum Standing {
    RUNNING,
    COMPLETED,
    FAILED,
    SKIPPED
  }

  private static final Set<Standing> ENDED =
      EnumSet.of(Standing.COMPLETED, Standing.FAILED, Standing.SKIPPED);

  /// @param start begin now
  /// @param skip never will
  record Next(List<PlannedStep> start, List<PlannedStep> skip) {
    Next {
      start = List.copyOf(start);
      skip = List.copyOf(skip);
    }
  }

  private Waves() {}

  /// @param known standing of each step that began or ended, by id
  /// @param stopping no on_success step begins any more
  static Next next(PipelinePlan plan, Map<String, Standing> known, boolean stopping) {
    var standing = new HashMap<>(known);
    var start = new ArrayList<PlannedStep>();
    var skip = new ArrayList<PlannedStep>();
    boolean moved = true;
    // Skipping one step may free or skip another.
    while (moved) {
      moved = false;
      for (var step : plan.steps()) {
        if (standing.containsKey(step.stepId())) continue;
        switch (verdict(step, standing, stopping)) {
          case WAIT -> {}
          case START -> {
            start.add(step);
            standing.put(step.stepId(), Standing.RUNNING);
          }
          case SKIP -> {
            skip.add(step);
            standing.put(step.stepId(), Standing.SKIPPED);
            moved = true;
          }
        }
      }
    }
    return new Next(start, skip);
  }

  /// All that has not begun.
  static List<PlannedStep> rest(PipelinePlan plan, Map<String, Standing> known) {
    return plan.steps().stream().filter(step -> !known.containsKey(step.stepId())).toList();
  }

  private enum Verdict {
    WAIT,
    START,
    SKIP
  }

  private static Verdict verdict(
      PlannedStep step, Map<String, Standing> standing, boolean stopping) {
    return switch (step.trigger()) {
      case ON_SUCCESS ->
          stopping ? Verdict.SKIP : haveEnded(step, standing) ? Verdict.START : Verdict.WAIT;
      case ON_FAILURE -> {
        if (!haveEnded(step, standing)) yield Verdict.WAIT;
        boolean failed =
            step.dependsOn().stream().anyMatch(id -> standing.get(id) == Standing.FAILED);
        yield failed ? Verdict.START : Verdict.SKIP;
      }
      case ALWAYS -> haveEnded(step, standing) ? Verdict.START : Verdict.WAIT;
    };
  }

  private static boolean haveEnded(PlannedStep step, Map<String, Standing> standing) {
    for (var id : step.dependsOn()) {
      var there = standing.get(id);
      if (there == null || !ENDED.contains(there)) return false;
    }
    return true;
  }
}
