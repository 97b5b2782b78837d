package convergence.edge;

import convergence.audit.Actor;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.run.TriggerType;
import convergence.tenant.Scope;
import convergence.tenant.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is calling, as [DoorFilter] found it. A controller that takes one cannot be reached without.
///
/// @param home the tenant that the caller may see; null: every tenant (an admin key, no tenant in the path)
/// @param keyId of an API key, for the audit
/// @param scopes what the caller may do: all of them without an API key
/// @param userId `X-User-ID`: for the log only, never a permission
public record Caller(
    @Nullable TenantId home,
    Means means,
    @Nullable String keyId,
    Set<Scope> scopes,
    @Nullable String userId) {
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /// How the caller showed who it is.
  public enum Means {
    API_KEY,
    ADMIN_KEY,
    /// The scheduler's identity token, on its own routes.
    CLOCK,
    /// Authentication is off and no key was sent.
    NONE
  }

  /// The tenant that the call is about.
  ///
  /// @throws RefusedException BadRequest: an admin key, and the path names no tenant
  public TenantId tenant() {
    if (home == null)
      throw new RefusedException(
          Refusal.BadRequest.of(
              "X-Admin-Key",
              "An admin key belongs to no tenant; use the route that names one in its path."));
    return home;
  }

  /// Whether this tenant's things exist for the caller.
  public boolean sees(TenantId tenant) {
    return home == null || home.equals(tenant);
  }

  /// What a run that this caller starts says of its trigger.
  public TriggerType trigger() {
    return means == Means.ADMIN_KEY ? TriggerType.MANUAL : TriggerType.API;
  }

  /// Who it is for the audit.
  public Actor actor() {
    var allowed =
        switch (means) {
          case API_KEY -> Actor.Means.API_KEY;
          case ADMIN_KEY -> Actor.Means.ADMIN_KEY;
          case CLOCK -> Actor.Means.SYSTEM;
          case NONE -> Actor.Means.NONE;
        };
    return new Actor(allowed, keyId, userId);
  }

  /// A name for logs and the audit that gives no secret away.
  public String who() {
    String who =
        switch (means) {
          case API_KEY -> "key " + keyId;
          case ADMIN_KEY -> "admin";
          case CLOCK -> "scheduler";
          case NONE -> "anonymous";
        };
    return userId == null ? who : who + ", user " + userId;
  }
}
