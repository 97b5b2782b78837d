package convergence.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of an onboarding's answer: the union of what seeds 001 and 002 show.
///
/// @param apiKey shown this once; null when no key was made, and in every repetition
/// @param dryrunStatus SUCCESS, FAILED or PENDING
public record OnboardingAnswer(
    String tenantId,
    @Nullable String apiKey,
    String tenantDatasetId,
    boolean datasetCreated,
    List<String> tablesCreated,
    String dryrunStatus,
    String message) {
  public OnboardingAnswer {
    tablesCreated = List.copyOf(tablesCreated);
  }
}
