package convergence.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import convergence.port.Secret;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of an onboarding's answer: the union of what seeds 001 and 002 show.
///
/// @param apiKey shown this once; null when no key was made, and in every repetition
/// @param dryrunStatus SUCCESS, FAILED or PENDING
public record OnboardingAnswer(
    String tenantId,
    @JsonSerialize(using = Shown.class) @Nullable Secret apiKey,
    String tenantDatasetId,
    boolean datasetCreated,
    List<String> tablesCreated,
    String dryrunStatus,
    String message) {
  public OnboardingAnswer {
    tablesCreated = List.copyOf(tablesCreated);
  }

  /// The one place where an answer shows a secret.
  static final class Shown extends JsonSerializer<Secret> {
    @Override
    public void serialize(Secret secret, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(secret.reveal());
    }
  }
}
