package convergence.outbound;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says which addresses that a tenant gave may be called: https, by a name whose address is on the public internet.
/// What is named in `OUTBOUND_ALLOW` is exempt; tests and laptops open their own receivers with it.
@Singleton
public final class OutboundGuard {
  private static final int LONGEST = 2000;
  private final Set<String> opened;

  /// @param allow `OUTBOUND_ALLOW`: `host:port`, with commas between; refused in production
  public OutboundGuard(
      @Value("${convergence.outbound.allow:}") String allow,
      @Value("${convergence.edge.environment:development}") String environment) {
    this.opened =
        Arrays.stream(allow.split(","))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    if (!opened.isEmpty() && environment.equalsIgnoreCase("production"))
      throw new IllegalArgumentException(
          "OUTBOUND_ALLOW is refused with ENVIRONMENT=production; unset OUTBOUND_ALLOW");
    for (var name : opened)
      if (!name.matches("(\\[[0-9a-f:]+]|[a-z0-9.-]+):\\d{1,5}"))
        throw new IllegalArgumentException(
            "OUTBOUND_ALLOW holds names like localhost:8443, with commas between");
  }

  /// The address as a URI, if its form is one that may be called; where its name leads is asked when it is dialled.
  public Optional<URI> parse(String text) {
    try {
      var uri = new URI(text);
      boolean plain =
          text.length() <= LONGEST
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null
              && uri.getPort() <= 65535;
      boolean secure = "https".equalsIgnoreCase(uri.getScheme());
      boolean open = uri.getHost() != null && isOpened(uri);
      if (!plain || !(secure || (open && "http".equalsIgnoreCase(uri.getScheme()))))
        return Optional.empty();
      return open || !isPrivateLiteral(host(uri)) ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /// Whether this name was opened on purpose.
  public boolean isOpened(URI uri) {
    return opened.contains(uri.getHost().toLowerCase(Locale.ROOT) + ":" + port(uri));
  }

  public static int port(URI uri) {
    if (uri.getPort() >= 0) return uri.getPort();
    return "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
  }

  /// The name to be resolved.
  public static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isPrivateLiteral(String host) {
    var literal = literal(host);
    return host.equalsIgnoreCase("localhost")
        || host.toLowerCase(Locale.ROOT).endsWith(".localhost")
        || (literal != null && !PublicAddress.is(literal));
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
