package convergence.edge;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;

/// Whose identity tokens open the scheduler's routes (Cloud Scheduler's `oidc_token`). Bad values stop the start.
///
/// @param email `SCHEDULER_OIDC_EMAIL`: the service account that calls; empty: none, the admin key alone opens
/// @param audience `SCHEDULER_OIDC_AUDIENCE`: what its tokens are made for
/// @param keys `SCHEDULER_OIDC_KEYS`: where the issuer publishes its keys, or [#CLOUD_RUN]
@ConfigurationProperties("convergence.clock")
public record ClockConfig(
    @Bindable(defaultValue = "") String email,
    @Bindable(defaultValue = "") String audience,
    @Bindable(defaultValue = GOOGLE) String keys) {
  /// Google's own, as JSON Web Keys.
  static final String GOOGLE = "https://www.googleapis.com/oauth2/v3/certs";

  /// Cloud Run in front has checked the signature, and has taken it away.
  static final String CLOUD_RUN = "cloud-run";

  public ClockConfig {
    if (email.isEmpty() != audience.isEmpty())
      throw new IllegalArgumentException(
          "SCHEDULER_OIDC_EMAIL and SCHEDULER_OIDC_AUDIENCE go together; set both or neither");
    if (!keys.equals(CLOUD_RUN)) {
      var uri = URI.create(keys);
      boolean here = "127.0.0.1".equals(uri.getHost()) && "http".equals(uri.getScheme());
      if (!here && !"https".equals(uri.getScheme()))
        throw new IllegalArgumentException(
            "SCHEDULER_OIDC_KEYS is an https address of JSON Web Keys, or \"" + CLOUD_RUN + "\"");
    }
  }

  boolean isOn() {
    return !email.isEmpty();
  }
}
