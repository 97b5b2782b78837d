package convergence.run;

import convergence.template.TemplateKey;
import convergence.tenant.TenantId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The wish to run a pipeline.
///
/// @param parameters the request body, JSON values
/// @param idempotencyKey of the caller, with the route in `route`; null: none
/// @param planHash run only this plan (`?plan_hash=`); null: whatever binds now
/// @param retryOf take over the finished steps of this run; null: start anew
/// @param system a run of the system itself (onboarding): counts against no quota, is never a duplicate
/// @param queued the slot of a schedule that it is for: it leaves the queue when the run is admitted; null: none
public record RunOrder(
    TenantId tenant,
    TemplateKey template,
    Map<String, Object> parameters,
    TriggerType trigger,
    @Nullable String userId,
    @Nullable String idempotencyKey,
    String route,
    @Nullable String planHash,
    @Nullable RunId retryOf,
    boolean system,
    @Nullable QueuedRun queued) {
  public RunOrder {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /// A wish that no schedule has.
  public RunOrder(
      TenantId tenant,
      TemplateKey template,
      Map<String, Object> parameters,
      TriggerType trigger,
      @Nullable String userId,
      @Nullable String idempotencyKey,
      String route,
      @Nullable String planHash,
      @Nullable RunId retryOf,
      boolean system) {
    this(
        tenant,
        template,
        parameters,
        trigger,
        userId,
        idempotencyKey,
        route,
        planHash,
        retryOf,
        system,
        null);
  }
}
