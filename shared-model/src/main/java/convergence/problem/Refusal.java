package convergence.problem;

import java.time.Duration;
import java.util.List;

/// A *no* that we meant. One exhaustive switch (service-kit, `Problems`) turns each into an RFC 9457
/// answer; `code()` is its stable name there and in docs/problems.md.
public sealed interface Refusal {
  /// A body, path, query or header that does not parse or says something impossible: 400.
  record BadRequest(String detail, List<FieldError> errors) implements Refusal {
    public BadRequest {
      errors = List.copyOf(errors);
    }

    public static BadRequest of(String pointer, String detail) {
      return new BadRequest(detail, List.of(FieldError.of(pointer, detail)));
    }
  }

  /// No key, a malformed, unknown, expired or inactive key: 401.
  record Unauthenticated(String detail) implements Refusal {}

  /// A known caller who may not do this: 403.
  record Forbidden(String detail) implements Refusal {}

  /// The tenant's status does not allow new runs: 403 naming the status.
  record TenantNotActive(String status) implements Refusal {}

  /// Nothing of that name, or nothing that this caller may know of: 404.
  record NotFound(String detail) implements Refusal {}

  /// What is there already, or in a state that forbids this: 409.
  record Conflict(String detail) implements Refusal {}

  /// What would run is not what was looked at: 409 naming what differs.
  record PlanDrift(String detail, List<FieldError> errors) implements Refusal {
    public PlanDrift {
      errors = List.copyOf(errors);
    }
  }

  /// The same Idempotency-Key with another body: 422.
  record KeyReused() implements Refusal {}

  /// A template that cannot be used as it is: 422 with file, line and key.
  record BadTemplate(String file, List<FieldError> errors) implements Refusal {
    public BadTemplate {
      errors = List.copyOf(errors);
    }
  }

  /// A statement that touches a table outside of the tenant's dataset and its allowed sources: 403.
  record OutOfBounds(String detail, List<FieldError> errors) implements Refusal {
    public OutOfBounds {
      errors = List.copyOf(errors);
    }
  }

  /// A plan's limit is reached: 429, `Retry-After` until it may be asked again.
  record QuotaExceeded(Limit limit, Duration retryAfter) implements Refusal {}

  /// Which limit said no; each has its sentence in the seeds and rulings.
  enum Limit {
    MONTHLY("Monthly pipeline quota exceeded. Upgrade or wait until next month."),
    DAILY("Daily pipeline quota exceeded. Upgrade or wait until tomorrow."),
    CONCURRENT("Concurrent pipeline limit reached. Wait for running pipelines to complete.");

    private final String sentence;

    Limit(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }

  /// Too many requests from this caller: 429.
  record RateLimited(Duration retryAfter) implements Refusal {}

  /// The request body is larger than the limit: 413.
  record TooLarge(long limitBytes) implements Refusal {}

  /// A body with an `Origin` that does not say it is JSON: 415.
  record UnsupportedMediaType() implements Refusal {}

  /// A Host header that this loopback address does not answer to: 421.
  record Misdirected() implements Refusal {}

  /// Nothing was recorded; ask again: 503.
  record Unavailable(String detail, Duration retryAfter) implements Refusal {}

  /// The stable name of this refusal in `code` of a problem document.
  default String code() {
    return switch (this) {
      case BadRequest _ -> "bad_request";
      case Unauthenticated _ -> "unauthenticated";
      case Forbidden _ -> "forbidden";
      case TenantNotActive _ -> "tenant_not_active";
      case NotFound _ -> "not_found";
      case Conflict _ -> "conflict";
      case PlanDrift _ -> "plan_drift";
      case KeyReused _ -> "idempotency_key_reused";
      case BadTemplate _ -> "template_invalid";
      case OutOfBounds _ -> "tenant_boundary";
      case QuotaExceeded q -> "quota_" + q.limit().name().toLowerCase(java.util.Locale.ROOT);
      case RateLimited _ -> "rate_limited";
      case TooLarge _ -> "too_large";
      case UnsupportedMediaType _ -> "unsupported_media_type";
      case Misdirected _ -> "misdirected";
      case Unavailable _ -> "unavailable";
    };
  }
}
