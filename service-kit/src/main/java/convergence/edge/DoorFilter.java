package convergence.edge;

import convergence.edge.RateWindow.Standing;
import convergence.problem.Refusal;
import convergence.tenant.ApiKey;
import convergence.tenant.Scope;
import convergence.tenant.TenantId;
import io.micronaut.context.propagation.slf4j.MdcPropagationContext;
import io.micronaut.core.annotation.AnnotationValue;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks who is calling, and whether this route is theirs: [Access] says what the route wants. Off the event
/// loop, since a key that was not seen lately is looked up.
@ServerFilter({"/api/**", "/prometheus"})
final class DoorFilter {
  static final String API_KEY = "X-API-Key";
  static final String ADMIN_KEY = "X-Admin-Key";
  static final String USER_ID = "X-User-ID";
  private static final String TENANT = "tenant_id";
  private static final String BEARER = "Bearer ";

  private final KeyBook keys;
  private final AdminKeys admins;
  private final ClockTokens clocks;
  private final RateLimits limits;
  private final EdgeConfig config;
  private final Problems problems;

  DoorFilter(
      KeyBook keys,
      AdminKeys admins,
      ClockTokens clocks,
      RateLimits limits,
      EdgeConfig config,
      Problems problems) {
    this.keys = keys;
    this.admins = admins;
    this.clocks = clocks;
    this.limits = limits;
    this.config = config;
    this.problems = problems;
  }

  /// Log lines of the request carry its id and its tenant, on whatever thread they are written.
  ///
  /// @return an answer that ends the request here; null: it goes on, and its [Visit] knows the caller
  @RequestFilter
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Nullable HttpResponse<?> ask(HttpRequest<?> request, MutablePropagatedContext context) {
    var refusal = refusal(request);
    if (refusal != null) return problems.answer(request, refusal);
    var visit = Visit.of(request);
    if (visit != null) context.add(new MdcPropagationContext(visit.ids()));
    return null;
  }

  private @Nullable Refusal refusal(HttpRequest<?> request) {
    var visit = java.util.Objects.requireNonNull(Visit.of(request), "not arrived");
    var route = RouteAttributes.getRouteMatch(request).orElse(null);
    // No such route, or not with this method: what the framework answers tells nothing of anybody.
    if (route == null) return counted(visit, address(request));
    var access = route.getAnnotation(Access.class);
    if (access == null) throw new IllegalStateException("a route that says not who may call it");
    var knock = new Knock(request, visit, access, tenantInPath(route));
    String user = request.getHeaders().get(USER_ID);
    if (user != null && !printable(user))
      return Refusal.BadRequest.of(USER_ID, USER_ID + " has at most 128 printable characters.");
    return switch (access.enumValue(Access.Who.class).orElseThrow()) {
      case TENANT -> tenant(knock, user);
      case ADMIN -> admin(knock, user, false);
      case CLOCK -> clock(knock, user);
      case ADMIN_UNLESS_OPEN -> admin(knock, user, config.disableAuth());
    };
  }

  /// A request that wants in.
  private record Knock(
      HttpRequest<?> request,
      Visit visit,
      AnnotationValue<Access> access,
      @Nullable String pathTenant) {
    @Nullable String header(String name) {
      var values = request.getHeaders().getAll(name);
      // Two different keys are no key: never choose one for the caller.
      return values.isEmpty() ? null : values.size() == 1 ? values.getFirst() : "";
    }

    Scope scope() {
      return access.enumValue("scope", Scope.class).orElse(Scope.READ);
    }

    Access.Meter meter() {
      return access.enumValue("meter", Access.Meter.class).orElse(Access.Meter.REQUESTS);
    }
  }

  private @Nullable Refusal tenant(Knock knock, @Nullable String user) {
    String shown = knock.header(API_KEY);
    if (shown != null) {
      var key = keys.usable(shown);
      return key.isEmpty()
          ? stranger(knock, "The API key is not valid.")
          : keyed(knock, key.get(), user);
    }
    String adminKey = knock.header(ADMIN_KEY);
    if (adminKey != null && !admins.knows(adminKey))
      return stranger(knock, "The admin key is not valid.");
    if (adminKey == null && !config.disableAuth())
      return stranger(knock, "Send your API key in " + API_KEY + ".");
    return unkeyed(knock, adminKey != null ? Caller.Means.ADMIN_KEY : Caller.Means.NONE, user);
  }

  private @Nullable Refusal keyed(Knock knock, ApiKey key, @Nullable String user) {
    var refused = counted(knock.visit(), limits.tenant(key.tenant(), knock.meter()));
    if (refused != null) return refused;
    if (knock.pathTenant() != null && !knock.pathTenant().equals(key.tenant().value()))
      return new Refusal.Forbidden("This key is not for that tenant.");
    if (!key.scopes().contains(knock.scope()))
      return new Refusal.Forbidden("This key lacks the scope \"" + knock.scope().wire() + "\".");
    if (keys.isCancelled(key.tenant())) return new Refusal.TenantNotActive("CANCELLED");
    knock
        .visit()
        .isOf(new Caller(key.tenant(), Caller.Means.API_KEY, key.id(), key.scopes(), user));
    return null;
  }

  private @Nullable Refusal unkeyed(Knock knock, Caller.Means means, @Nullable String user) {
    String name = knock.pathTenant();
    if (name == null && means == Caller.Means.NONE) name = config.defaultTenantId();
    TenantId home = null;
    if (name != null)
      try {
        home = new TenantId(name);
      } catch (IllegalArgumentException e) {
        return Refusal.BadRequest.of(
            TENANT, "tenant_id has 3 to 64 letters, digits, underscores or hyphens.");
      }
    knock.visit().isOf(new Caller(home, means, null, Scope.all(), user));
    if (means == Caller.Means.ADMIN_KEY || home == null) return null;
    var refused = counted(knock.visit(), limits.tenant(home, knock.meter()));
    if (refused != null) return refused;
    return keys.isCancelled(home) ? new Refusal.TenantNotActive("CANCELLED") : null;
  }

  private @Nullable Refusal admin(Knock knock, @Nullable String user, boolean open) {
    String shown = knock.header(ADMIN_KEY);
    if (shown != null && !admins.knows(shown))
      return stranger(knock, "The admin key is not valid.");
    if (shown == null && !open) {
      String apiKey = knock.header(API_KEY);
      return apiKey != null && keys.usable(apiKey).isPresent()
          ? new Refusal.Forbidden("This route is for operators; it wants " + ADMIN_KEY + ".")
          : stranger(knock, "Send the admin key in " + ADMIN_KEY + ".");
    }
    var means = shown == null ? Caller.Means.NONE : Caller.Means.ADMIN_KEY;
    knock.visit().isOf(new Caller(null, means, null, Scope.all(), user));
    return null;
  }

  private @Nullable Refusal clock(Knock knock, @Nullable String user) {
    String shown = clocks.areOn() ? knock.header("Authorization") : null;
    // A caller that shows a key is measured by its key.
    if (shown == null || knock.header(ADMIN_KEY) != null || knock.header(API_KEY) != null)
      return admin(knock, user, false);
    boolean other = knock.header("X-Serverless-Authorization") != null;
    if (!shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || !clocks.opens(shown.substring(BEARER.length()).strip(), other))
      return stranger(knock, "The identity token is not the scheduler's.");
    knock.visit().isOf(new Caller(null, Caller.Means.CLOCK, null, Scope.all(), user));
    return null;
  }

  private Refusal stranger(Knock knock, String detail) {
    var limited = counted(knock.visit(), address(knock.request()));
    return limited != null ? limited : new Refusal.Unauthenticated(detail);
  }

  private @Nullable Standing address(HttpRequest<?> request) {
    return limits.address(request.getRemoteAddress().getAddress());
  }

  private static @Nullable Refusal counted(Visit visit, @Nullable Standing standing) {
    visit.stands(standing);
    return standing == null || standing.allowed()
        ? null
        : new Refusal.RateLimited(Duration.ofMillis(standing.resetMillis()));
  }

  private static @Nullable String tenantInPath(RouteMatch<?> route) {
    return route.getVariableValues().get(TENANT) instanceof String tenant ? tenant : null;
  }

  private static boolean printable(String text) {
    if (text.isBlank() || text.length() > 128) return false;
    for (int i = 0; i < text.length(); i++)
      if (Character.isISOControl(text.charAt(i))) return false;
    return true;
  }
}
