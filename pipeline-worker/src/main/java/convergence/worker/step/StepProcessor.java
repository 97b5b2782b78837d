package convergence.worker.step;

import convergence.template.StepSpec;

/// Carries out one type of step. A bean; the engine finds all of them by [#spec].
///
/// Doing it again after a crash must equal doing it once: work that has an effect goes through
/// [StepContext#job], or names itself by [StepContext#stableId].
public interface StepProcessor<S extends StepSpec> {
  /// The type that it carries out.
  Class<S> spec();

  /// Does the work of one attempt, on a virtual thread.
  ///
  /// @throws convergence.problem.Fault what the world did to it; only Transient is tried again
  StepResult run(S spec, StepContext context);
}
