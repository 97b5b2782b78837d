package convergence.edge;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.server.HttpServerConfiguration;
import java.util.Locale;
import java.util.Set;

/// How the edge treats callers. Bad values stop the start.
///
/// @param environment `ENVIRONMENT`: development, staging or production
/// @param disableAuth `DISABLE_AUTH`: calls without a key are let in; never in production
/// @param defaultTenantId `DEFAULT_TENANT_ID`: whose call it is when authentication is off and the path names
///     no tenant
/// @param docs `DOCS_ENABLED`: whether `/docs` is served: true, false, or empty for everywhere but in production
@ConfigurationProperties("convergence.edge")
public record EdgeConfig(
    @Bindable(defaultValue = "development") String environment,
    @Bindable(defaultValue = "false") boolean disableAuth,
    @Bindable(defaultValue = "acme1281") String defaultTenantId,
    @Bindable(defaultValue = "") String docs) {
  private static final Set<String> ENVIRONMENTS = Set.of("development", "staging", "production");

  public EdgeConfig {
    environment = environment.toLowerCase(Locale.ROOT);
    if (!ENVIRONMENTS.contains(environment))
      throw new IllegalArgumentException(
          "ENVIRONMENT is development, staging or production; not \"" + environment + "\"");
    if (disableAuth && environment.equals("production"))
      throw new IllegalArgumentException(
          "DISABLE_AUTH=true is refused with ENVIRONMENT=production; unset DISABLE_AUTH");
    if (!defaultTenantId.matches("[a-zA-Z0-9_-]{3,64}"))
      throw new IllegalArgumentException(
          "DEFAULT_TENANT_ID has 3 to 64 letters, digits, underscores or hyphens");
    if (!Set.of("", "true", "false").contains(docs))
      throw new IllegalArgumentException("DOCS_ENABLED is true or false; not \"" + docs + "\"");
  }

  /// Whether people's pages are served.
  public boolean servesDocs() {
    return docs.isEmpty() ? !environment.equals("production") : docs.equals("true");
  }

  /// Whether the server listens on this machine alone.
  static boolean loopback(HttpServerConfiguration server) {
    String host = server.getHost().orElse("");
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  /// @throws IllegalArgumentException authentication is off where others than this machine can call
  void checkAddress(HttpServerConfiguration server) {
    if (disableAuth && !loopback(server) && !environment.equals("development"))
      throw new IllegalArgumentException(
          "DISABLE_AUTH=true on an address that others can reach is refused with ENVIRONMENT="
              + environment
              + "; unset DISABLE_AUTH, or set API_HOST=127.0.0.1");
  }
}
