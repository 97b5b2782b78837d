package convergence.edge;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Answers browsers that ask for a web page whether it may call (the Fetch standard's CORS). Keys travel in
/// headers, never in cookies, so credentials are not allowed.
@Singleton
final class Cors {
  private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
  private static final String REQUEST_HEADERS =
      "Content-Type, Idempotency-Key, X-API-Key, X-Admin-Key, X-Request-Id, X-User-ID";
  private static final String ANSWER_HEADERS =
      "Deprecation, Link, Location, RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id";
  private static final String AN_HOUR = "3600";
  private final CorsConfig config;

  Cors(CorsConfig config) {
    this.config = config;
  }

  /// The answer to a preflight of a page that may call; null: it is none.
  @Nullable MutableHttpResponse<?> preflight(HttpRequest<?> request) {
    if (request.getMethod() != HttpMethod.OPTIONS
        || !request.getHeaders().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
        || allowed(request) == null) return null;
    return HttpResponse.noContent()
        .header(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
        .header(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
        .header(HttpHeaders.ACCESS_CONTROL_MAX_AGE, AN_HOUR);
  }

  /// Tells the browser that its page may read the answer.
  void tell(HttpRequest<?> request, MutableHttpHeaders answer) {
    if (config.allowedOrigins().isEmpty()) return;
    answer.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    var origin = allowed(request);
    if (origin == null) return;
    answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
  }

  private @Nullable String allowed(HttpRequest<?> request) {
    var origins = request.getHeaders().getAll(HttpHeaders.ORIGIN);
    return origins.size() == 1 && config.allows(origins.getFirst()) ? origins.getFirst() : null;
  }
}
