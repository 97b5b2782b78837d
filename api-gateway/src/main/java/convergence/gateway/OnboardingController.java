package convergence.gateway;

import convergence.directory.OnboardingOrder;
import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.Fields;
import convergence.edge.IdempotencyKey;
import convergence.edge.JsonBody;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.gateway.Onboarding.Onboarded;
import convergence.port.Json;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.KeyForm;
import convergence.tenant.TenantId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.TreeMap;

/// Takes tenants in, on both paths that the seeds name.
@Controller("/api/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class OnboardingController {
  private static final String EMAIL = "[^@\\s]+@[^@\\s]+\\.[^@\\s]+";
  private final Onboarding onboarding;
  private final OnboardingReplays replays;

  OnboardingController(Onboarding onboarding, OnboardingReplays replays) {
    this.onboarding = onboarding;
    this.replays = replays;
  }

  @Post("/tenants/onboard")
  @Access(Who.ADMIN_UNLESS_OPEN)
  HttpResponse<?> onboard(HttpRequest<byte[]> request, Caller caller) throws InterruptedException {
    new QueryFields(request).end();
    var fields = JsonBody.of(request);
    var wish = wish(fields);
    String key = IdempotencyKey.of(request);
    return answer(key == null ? fresh(wish, caller) : once(wish, caller, key, fields));
  }

  @Post("/customers/onboard")
  @Access(value = Who.ADMIN_UNLESS_OPEN, successor = "/api/v1/tenants/onboard")
  HttpResponse<?> onboardCustomer(HttpRequest<byte[]> request, Caller caller)
      throws InterruptedException {
    return onboard(request, caller);
  }

  private record Wish(OnboardingOrder order, boolean repair) {}

  private Onboarded fresh(Wish wish, Caller caller) throws InterruptedException {
    return onboarding.onboard(wish.order(), wish.repair(), caller);
  }

  private Onboarded once(Wish wish, Caller caller, String key, Map<String, Object> body)
      throws InterruptedException {
    var tenant = wish.order().tenant();
    String hash = KeyForm.sha256(Json.write(new TreeMap<>(body)));
    var before = replays.begin(tenant, key, hash);
    if (before.isPresent()) return before.get();
    try {
      var done = fresh(wish, caller);
      replays.answered(tenant, key, hash, done);
      return done;
    } catch (RefusedException refused) {
      replays.forget(tenant, key);
      throw refused;
    }
  }

  private static Wish wish(Map<String, Object> body) {
    var fields = new Fields(body);
    String id = fields.required("tenant_id", 64);
    String company = fields.text("company_name", 200);
    String email = fields.text("admin_email", 254);
    String plan = fields.text("subscription_plan", 64);
    boolean repair = fields.flag("force_recreate_dataset");
    if (email != null && !isEmail(email))
      fields.wrong("admin_email", "admin_email is an e-mail address.");
    fields.end();
    return new Wish(
        new OnboardingOrder(
            tenant(id), company == null ? id : company, email, plan == null ? "STARTER" : plan),
        repair);
  }

  static boolean isEmail(String text) {
    return text.matches(EMAIL);
  }

  private static TenantId tenant(String id) {
    try {
      return new TenantId(id);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          Refusal.BadRequest.of(
              "/tenant_id", "tenant_id has 3 to 64 letters, digits, underscores or hyphens."));
    }
  }

  private static HttpResponse<?> answer(Onboarded onboarded) {
    return Wire.answer(onboarded.isNew() ? HttpStatus.CREATED : HttpStatus.OK, onboarded.answer());
  }
}
