package convergence.edge;

import java.util.Locale;

/// The closed set of `code` values that an answer can carry, with what docs/problems.md and `/docs/problems`
/// say of each.
public enum ProblemCode {
  BAD_REQUEST(
      400,
      "The request cannot be understood",
      "A body, path, query or header does not parse, is of the wrong type, or names what does not exist.",
      "Look at `errors[]`: `pointer` names the place, `detail` says what fits there."),
  UNAUTHENTICATED(
      401,
      "Not authenticated",
      "No key was sent, or one that is malformed, unknown, revoked or expired.",
      "Send `X-API-Key` (or `X-Admin-Key` on an admin route). A lost key cannot be shown again: have it rotated."),
  FORBIDDEN(
      403,
      "Not allowed",
      "The key is good but not for this: another tenant's path, a missing scope, or a route for operators.",
      "Use a key of the tenant in the path that has the scope which docs/api.md names for the route."),
  TENANT_NOT_ACTIVE(
      403,
      "The tenant is not active",
      "Runs start only while the tenant is ACTIVE or TRIAL and its subscription has not ended; a CANCELLED tenant's keys open nothing. `detail` names the status.",
      "Ask the operator to resume the tenant or to extend its subscription."),
  TENANT_BOUNDARY(
      403,
      "A table out of bounds",
      "A statement touches a table outside of the tenant's dataset and its allowed sources. Nothing ran.",
      "Name the table under `sources:` in the template, or have it added to the tenant's allowed sources."),
  NOT_FOUND(
      404,
      "Not found",
      "There is nothing of that name, or nothing that this caller may know of; the two look the same.",
      "Check the id. For a template, `detail` names the file that was looked for."),
  METHOD_NOT_ALLOWED(
      405,
      "Method not allowed",
      "The path exists, but not with this method.",
      "Use one of the methods in the `Allow` header."),
  NOT_ACCEPTABLE(
      406,
      "Not acceptable",
      "The `Accept` header allows nothing that this route can answer with.",
      "Send `Accept: application/json`, or none."),
  REQUEST_TIMEOUT(
      408,
      "The request took too long",
      "The request did not come whole within the time that the server waits for one.",
      "Send it again; look whether something between slows it down."),
  CONFLICT(
      409,
      "In conflict with what is there",
      "It exists already, or is in a state that forbids this.",
      "Read `detail`: it says what is there and what to do."),
  PLAN_DRIFT(
      409,
      "The plan has changed",
      "The run was asked for with the hash of a plan, and what would run now is another one; `errors[]` names what differs: template, parameters, SQL, schemas or price.",
      "Look at the plan again (`POST /api/v1/pipelines/plan/…`), then run it with its new hash."),
  TOO_LARGE(
      413,
      "The body is too large",
      "A request's body may have at most 10 MB.",
      "Load data through a file (`shared.file_to_table`), not through a request."),
  URI_TOO_LONG(
      414,
      "The address is too long",
      "The request line is longer than the server reads.",
      "Send parameters in the body."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "The body must say that it is JSON",
      "A request with an `Origin` header, as browsers send it, has a body whose type is not `application/json`.",
      "Send `Content-Type: application/json`."),
  MISDIRECTED(
      421,
      "Not this server's name",
      "The server listens on this machine only and answers to 127.0.0.1, localhost and [::1] alone.",
      "Call it by one of these names, or set `API_HOST` to listen for others."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "The Idempotency-Key was used for another request",
      "The same key came with another body within 24 hours.",
      "Use a new key for a new request."),
  TEMPLATE_INVALID(
      422,
      "The template cannot be used",
      "The pipeline's file has faults; each of `errors[]` names the key, and `line` and `column` in the file.",
      "Correct the file; `./convergence validate` checks it. It is read again by itself."),
  QUOTA_MONTHLY(
      429,
      "Monthly quota exceeded",
      "The plan's runs of this UTC month are used up.",
      "Wait for `Retry-After`, or change the plan."),
  QUOTA_DAILY(
      429,
      "Daily quota exceeded",
      "The plan's runs of this UTC day are used up.",
      "Wait for `Retry-After`, or change the plan."),
  QUOTA_CONCURRENT(
      429,
      "Too many runs at once",
      "As many runs are open as the plan allows at once.",
      "Wait until one ends; `GET /api/v1/tenants/{tenant_id}/quota` names them in `holders`."),
  RATE_LIMITED(
      429,
      "Too many requests",
      "More requests came than the limit in `RateLimit-Policy` lets in.",
      "Wait for `Retry-After`. `RateLimit-Remaining` says how many are left."),
  HEADERS_TOO_LARGE(
      431,
      "The headers are too large",
      "The request line or the headers are longer than 8 KB.",
      "Send fewer or shorter headers."),
  INTERNAL(
      500,
      "A fault of ours",
      "Something happened that should not. Nothing of it is told here; the log has it under `request_id`.",
      "Try again; if it stays, give the operator the `request_id`."),
  UNAVAILABLE(
      503,
      "Not now",
      "Nothing was recorded: the store or what stands behind it did not answer in time.",
      "Ask again after `Retry-After`.");

  private final int status;
  private final String title;
  private final String meaning;
  private final String remedy;

  ProblemCode(int status, String title, String meaning, String remedy) {
    this.status = status;
    this.title = title;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String meaning() {
    return meaning;
  }

  public String remedy() {
    return remedy;
  }

  /// As in `code` of a problem document and in its `type`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
