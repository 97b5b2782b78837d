package convergence.edge;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How patient the server is with connections.
///
/// @param requestTimeout `REQUEST_TIMEOUT_SECONDS`: for a request to come whole, and for its answer to be taken
/// @param idleTimeout `IDLE_TIMEOUT_SECONDS`: between requests
/// @param most `MAX_CONNECTIONS`: open at once
@ConfigurationProperties("convergence.connections")
public record ConnectionConfig(
    @Bindable(defaultValue = "30s") Duration requestTimeout,
    @Bindable(defaultValue = "75s") Duration idleTimeout,
    @Bindable(defaultValue = "10000") int most) {
  public ConnectionConfig {
    if (!requestTimeout.isPositive() || !idleTimeout.isPositive() || most < 1)
      throw new IllegalArgumentException(
          "REQUEST_TIMEOUT_SECONDS, IDLE_TIMEOUT_SECONDS and MAX_CONNECTIONS are at least 1");
  }
}
