package convergence.edge;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/// Which web pages may call the API from a browser.
///
/// @param allowedOrigins `CORS_ALLOWED_ORIGINS`: scheme, host and port, as browsers send them; `*`: all
@ConfigurationProperties("convergence.cors")
public record CorsConfig(@Bindable(defaultValue = "") List<String> allowedOrigins) {
  public CorsConfig {
    allowedOrigins = allowedOrigins.stream().map(String::strip).filter(o -> !o.isEmpty()).toList();
  }

  boolean allows(String origin) {
    return allowedOrigins.contains("*") || allowedOrigins.contains(origin);
  }
}
