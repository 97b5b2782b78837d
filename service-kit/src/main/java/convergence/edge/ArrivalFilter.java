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
  private static final String REQUEST_ID = CommonHeaders.REQUEST_ID;
  private static final String HEALTH = "/health";
  private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

  /// When the routes that have a successor were superseded: 2025-11-17, RFC 9745.
  private static final String DEPRECATED_SINCE = "@1763337600";

  private final RateLimits limits;
  private final Problems problems;
  private final Cors cors;
  private final Ids ids;
  private final boolean loopback;
  private final boolean production;

  ArrivalFilter(
      RateLimits limits,
      Problems problems,
      Cors cors,
      Ids ids,
      EdgeConfig config,
      HttpServerConfiguration server) {
    this.limits = limits;
    this.problems = problems;
    this.cors = cors;
    this.ids = ids;
    this.production = config.environment().equals("production");
    this.loopback = EdgeConfig.loopback(server);
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  /// @return an answer that ends the request here; null: it goes on
  @RequestFilter
  @Nullable HttpResponse<?> arrive(HttpRequest<?> request) {
    var answer = refusal(request);
    // The framework does not bring an answer that is given here past the response filter.
    if (answer != null) depart(request, answer);
    return answer;
  }

  private @Nullable MutableHttpResponse<?> refusal(HttpRequest<?> request) {
    var visit = new Visit(CommonHeaders.requestId(request.getHeaders().get(REQUEST_ID), ids));
    visit.attach(request);
    String path = request.getPath();
    boolean health = path.equals(HEALTH);
    var refused = counted(request, visit, health ? limits.look() : limits.all());
    if (refused != null) return refused;
    if (loopback && !OWN_NAMES.contains(hostName(request)))
      return problems.answer(request, new Refusal.Misdirected());
    if (health) return null;
    if (postsBlindly(request)) return problems.answer(request, new Refusal.UnsupportedMediaType());
    var preflight = cors.preflight(request);
    if (preflight != null || atTheDoor(path)) return preflight;
    return counted(request, visit, limits.address(request.getRemoteAddress().getAddress()));
  }

  @ResponseFilter
  void depart(HttpRequest<?> request, MutableHttpResponse<?> answer) {
    var headers = answer.getHeaders();
    CommonHeaders.secure(name -> headers.contains(name), headers::set, production);
    cors.tell(request, headers);
    if (!headers.contains(HttpHeaders.CACHE_CONTROL))
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    var visit = Visit.of(request);
    if (visit != null) {
      headers.set(REQUEST_ID, visit.requestId());
      CommonHeaders.tell(visit.standing(), headers::set);
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

  private @Nullable MutableHttpResponse<?> counted(
      HttpRequest<?> request, Visit visit, @Nullable Standing standing) {
    visit.stands(standing);
    return standing == null || standing.allowed()
        ? null
        : problems.answer(
            request, new Refusal.RateLimited(Duration.ofMillis(standing.resetMillis())));
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

  /// Whether the [DoorFilter] asks who is calling, and counts strangers.
  private static boolean atTheDoor(String path) {
    return path.startsWith("/api/") || path.equals("/prometheus");
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
