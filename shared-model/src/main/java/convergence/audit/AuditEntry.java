package convergence.audit;

import convergence.tenant.TenantId;
import java.time.Instant;

/// One line of a tenant's audit trail.
public record AuditEntry(String id, TenantId tenant, Instant at, Actor actor, Change change) {}
