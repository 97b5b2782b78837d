package convergence.google.kms;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.util.regex.Pattern;

/// The keys that wrap data keys.
///
/// @param gcpKmsKeyName full name of the key for credentials and webhooks (`GCP_KMS_KEY_NAME`)
/// @param gcpKmsApiKeyName full name of the key for copies of API keys, which no service account may use to decrypt
@ConfigurationProperties("convergence.google")
public record KmsConfig(String gcpKmsKeyName, String gcpKmsApiKeyName) {
  private static final Pattern NAME =
      Pattern.compile("projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+");

  public KmsConfig {
    check("GCP_KMS_KEY_NAME", gcpKmsKeyName);
    check("GCP_KMS_API_KEY_NAME", gcpKmsApiKeyName);
    if (gcpKmsKeyName.equals(gcpKmsApiKeyName))
      throw new IllegalArgumentException(
          "GCP_KMS_API_KEY_NAME names the key of GCP_KMS_KEY_NAME: whoever opens credentials could open API keys.");
  }

  private static void check(String variable, String name) {
    if (!NAME.matcher(name).matches())
      throw new IllegalArgumentException(
          variable
              + " is not the name of a key: projects/P/locations/L/keyRings/R/cryptoKeys/K is expected.");
  }
}
