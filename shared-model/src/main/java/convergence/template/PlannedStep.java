package convergence.template;

import convergence.credential.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A step of a plan.
///
/// @param index position in the file, from 0
/// @param dependsOn step ids that must have ended first
/// @param trigger when it runs, given how the others ended
/// @param timeoutSeconds of one attempt
/// @param retryAttempts after the first, for transient faults
/// @param credential provider of the credential that is opened for this step; null: none
public record PlannedStep(
    String stepId,
    int index,
    List<String> dependsOn,
    Trigger trigger,
    OnFailure onFailure,
    long timeoutSeconds,
    int retryAttempts,
    @Nullable Provider credential,
    StepSpec spec) {
  public PlannedStep {
    dependsOn = List.copyOf(dependsOn);
  }

  public enum Trigger {
    /// When all that it depends on completed (or failed with on_failure continue or alert).
    ON_SUCCESS,
    /// When a step that it watches failed.
    ON_FAILURE,
    /// When all that it watches have ended, however.
    ALWAYS
  }

  public enum OnFailure {
    STOP,
    ALERT,
    CONTINUE
  }
}
