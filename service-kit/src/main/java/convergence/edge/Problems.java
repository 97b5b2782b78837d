package convergence.edge;

import convergence.port.Ids;
import convergence.problem.FieldError;
import convergence.problem.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// Turns every *no* into its answer. The one place where a refusal gets a status.
@Singleton
public final class Problems {
  static final MediaType PROBLEM_JSON = MediaType.of("application/problem+json");
  private final Ids ids;
  private final MeterRegistry meters;

  Problems(Ids ids, MeterRegistry meters) {
    this.ids = ids;
    this.meters = meters;
  }

  /// The answer to a request that was refused.
  public MutableHttpResponse<byte[]> answer(HttpRequest<?> request, Refusal refusal) {
    return switch (refusal) {
      case Refusal.BadRequest r -> of(request, ProblemCode.BAD_REQUEST, r.detail(), r.errors());
      case Refusal.Unauthenticated r ->
          of(request, ProblemCode.UNAUTHENTICATED, r.detail())
              .header(HttpHeaders.WWW_AUTHENTICATE, "X-API-Key realm=\"convergence\"");
      case Refusal.Forbidden r -> of(request, ProblemCode.FORBIDDEN, r.detail());
      case Refusal.TenantNotActive r ->
          of(
              request,
              ProblemCode.TENANT_NOT_ACTIVE,
              r.status().equals("CANCELLED")
                  ? "The tenant is CANCELLED."
                  : "The tenant is " + r.status() + "; runs cannot start.");
      case Refusal.NotFound r -> of(request, ProblemCode.NOT_FOUND, r.detail());
      case Refusal.Conflict r -> of(request, ProblemCode.CONFLICT, r.detail());
      case Refusal.PlanDrift r -> of(request, ProblemCode.PLAN_DRIFT, r.detail(), r.errors());
      case Refusal.KeyReused _ ->
          of(
              request,
              ProblemCode.IDEMPOTENCY_KEY_REUSED,
              "This Idempotency-Key was used for another body.");
      case Refusal.BadTemplate r ->
          of(request, ProblemCode.TEMPLATE_INVALID, template(r), r.errors());
      case Refusal.OutOfBounds r ->
          of(request, ProblemCode.TENANT_BOUNDARY, r.detail(), r.errors());
      case Refusal.QuotaExceeded r ->
          later(of(request, quota(r.limit()), r.limit().sentence()), r.retryAfter());
      case Refusal.RateLimited r ->
          later(of(request, ProblemCode.RATE_LIMITED, "Rate limit exceeded."), r.retryAfter());
      case Refusal.TooLarge r ->
          of(
              request,
              ProblemCode.TOO_LARGE,
              "The body may have at most " + r.limitBytes() + " bytes.");
      case Refusal.UnsupportedMediaType _ ->
          of(
              request,
              ProblemCode.UNSUPPORTED_MEDIA_TYPE,
              "A request with an Origin header must say Content-Type: application/json.");
      case Refusal.Misdirected _ ->
          of(
              request,
              ProblemCode.MISDIRECTED,
              "This server answers to 127.0.0.1, localhost and [::1].");
      case Refusal.Unavailable r ->
          later(of(request, ProblemCode.UNAVAILABLE, r.detail()), r.retryAfter());
    };
  }

  MutableHttpResponse<byte[]> of(HttpRequest<?> request, ProblemCode code, String detail) {
    return of(request, code, detail, List.of());
  }

  MutableHttpResponse<byte[]> of(
      HttpRequest<?> request, ProblemCode code, String detail, List<FieldError> errors) {
    meters.counter("convergence.refusals", "code", code.code()).increment();
    var body = Problem.of(code, detail, request.getUri().getRawPath(), errors, requestId(request));
    return HttpResponse.<byte[]>status(HttpStatus.valueOf(code.status()))
        .contentType(PROBLEM_JSON)
        .body(Wire.bytes(body));
  }

  /// The request's id: the caller's, or one of ours.
  String requestId(HttpRequest<?> request) {
    var visit = Visit.of(request);
    if (visit == null) {
      visit = new Visit(ids.uuid().toString());
      visit.attach(request);
    }
    return visit.requestId();
  }

  private static ProblemCode quota(Refusal.Limit limit) {
    return switch (limit) {
      case MONTHLY -> ProblemCode.QUOTA_MONTHLY;
      case DAILY -> ProblemCode.QUOTA_DAILY;
      case CONCURRENT -> ProblemCode.QUOTA_CONCURRENT;
    };
  }

  /// `configs/p/d/t.yml:LINE: what`, as people search for it.
  private static String template(Refusal.BadTemplate refusal) {
    if (refusal.errors().isEmpty()) return refusal.file() + " cannot be used.";
    var first = refusal.errors().getFirst();
    String place = first.line() == null ? refusal.file() : refusal.file() + ":" + first.line();
    return place + ": " + first.pointer() + ": " + first.detail();
  }

  private static MutableHttpResponse<byte[]> later(
      MutableHttpResponse<byte[]> answer, Duration after) {
    long seconds = Math.max(1, after.plusMillis(999).toSeconds());
    return answer.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }
}
