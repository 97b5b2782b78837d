package convergence.audit;

import convergence.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/// For which tenant a change is asked, and by whom.
///
/// @param once null: sent without an Idempotency-Key
public record Asking(TenantId tenant, Actor actor, @Nullable Once once) {}
