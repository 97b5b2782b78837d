package convergence.edge;

import convergence.edge.RateWindow.Standing;
import convergence.port.Ids;
import convergence.problem.Refusal;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.web.router.RouteAttributes;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The first to see a request and the last to see its answer. Runs on the event loop, so it only looks at what
/// is in memory: names, addresses, counters.
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class ArrivalFilter implements Ordered {
  static final String REQUEST_ID = "X-Request-Id";
  private static final String HEALTH = "/health";
  private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

  /// When the routes that have a successor were superseded: 2025-11-17, RFC 9745.
  private static final String DEPRECATED_SINCE = "@1763337600";

  private final RateLimits limits;
  private final Problems problems;
  private final Ids ids;
  private final boolean loopback;

  ArrivalFilter(RateLimits limits, Problems problems, Ids ids, HttpServerConfiguration server) {
    this.limits = limits;
    this.problems = problems;
    this.ids = ids;
    this.loopback = EdgeConfig.loopback(server);
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  /// @return an answer that ends the request here; null: it goes on
  @RequestFilter
  @Nullable HttpResponse<?> arrive(HttpRequest<?> request) {
    var visit = new Visit(requestId(request));
    visit.attach(request);
    if (loopback && !OWN_NAMES.contains(hostName(request)))
      return problems.answer(request, new Refusal.Misdirected());
    String path = request.getPath();
    if (path.equals(HEALTH)) return null;
    if (postsBlindly(request)) return problems.answer(request, new Refusal.UnsupportedMediaType());
    var refused = counted(request, visit, limits.all());
    if (refused != null || path.startsWith("/api/")) return refused;
    return counted(request, visit, limits.address(request.getRemoteAddress().getAddress()));
  }

  @ResponseFilter
  void depart(HttpRequest<?> request, MutableHttpResponse<?> answer) {
    var headers = answer.getHeaders();
    headers.set("X-Content-Type-Options", "nosniff");
    if (!headers.contains(HttpHeaders.CACHE_CONTROL))
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    var visit = Visit.of(request);
    if (visit != null) {
      headers.set(REQUEST_ID, visit.requestId());
      tell(visit.standing(), headers);
    }
    RouteAttributes.getRouteInfo(request)
        .flatMap(route -> route.getAnnotationMetadata().stringValue(Access.class, "successor"))
        .filter(successor -> !successor.isEmpty())
        .ifPresent(
            successor -> {
              headers.set("Deprecation", DEPRECATED_SINCE);
              headers.set(HttpHeaders.LINK, "<" + successor + ">; rel=\"successor-version\"");
            });
  }

  private @Nullable HttpResponse<?> counted(
      HttpRequest<?> request, Visit visit, @Nullable Standing standing) {
    visit.stands(standing);
    return standing == null || standing.allowed()
        ? null
        : problems.answer(
            request, new Refusal.RateLimited(Duration.ofMillis(standing.resetMillis())));
  }

  /// Draft 6 of RateLimit header fields, which clients know.
  private static void tell(@Nullable Standing standing, MutableHttpHeaders headers) {
    if (standing == null) return;
    headers.set("RateLimit-Limit", Integer.toString(standing.limit()));
    headers.set("RateLimit-Remaining", Integer.toString(standing.remaining()));
    headers.set("RateLimit-Reset", Long.toString(standing.resetSeconds()));
    headers.set("RateLimit-Policy", standing.limit() + ";w=" + standing.windowMillis() / 1000);
  }

  private String requestId(HttpRequest<?> request) {
    String sent = request.getHeaders().get(REQUEST_ID);
    return sent != null && isName(sent) ? sent : ids.uuid().toString();
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > 128) return false;
    for (int i = 0; i < text.length(); i++) if (!isNameLetter(text.charAt(i))) return false;
    return true;
  }

  private static boolean isNameLetter(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "-_.:".indexOf(c) >= 0);
  }

  /// The Host header without its port, lower case; empty when there is none or several.
  private static String hostName(HttpRequest<?> request) {
    var hosts = request.getHeaders().getAll(HttpHeaders.HOST);
    if (hosts.size() != 1) return "";
    String host = hosts.getFirst().toLowerCase(Locale.ROOT);
    int port = host.lastIndexOf(':');
    boolean hasPort = port > host.lastIndexOf(']');
    if (!hasPort) return host;
    return host.substring(port + 1).matches("\\d{0,5}") ? host.substring(0, port) : "";
  }

  /// A web page can send forms and plain text anywhere without asking; JSON it cannot.
  private static boolean postsBlindly(HttpRequest<?> request) {
    var method = request.getMethod();
    if (method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS)
      return false;
    return request.getHeaders().contains(HttpHeaders.ORIGIN)
        && request
            .getContentType()
            .filter(type -> type.getName().equals(MediaType.APPLICATION_JSON))
            .isEmpty();
  }
}
